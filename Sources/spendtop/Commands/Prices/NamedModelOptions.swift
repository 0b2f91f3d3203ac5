import ArgumentParser
import SpendCore
import SpendPricing
import SpendReports

/// The model that a command about prices is asked for.
struct NamedModelOptions: ParsableArguments {
  @Argument(help: "A model, or provider/model.")
  var name: String
  @Option(help: "Provider, if the model name does not include it.")
  var provider: String = ""

  /// The price of the name. Prints why there is none, with similar names, and ends with status 1 otherwise.
  func match(_ catalog: PriceCatalog) throws -> PriceMatch {
    let found = provider.isEmpty ? catalog.match(named: name) : catalog.match(provider: provider, model: name)
    guard let found else {
      print(
        ExplanationText.unpriced(
          model: name, suggestions: catalog.suggestions(provider: provider, model: name)))
      throw ExitStatus.difference
    }
    return found
  }
}
