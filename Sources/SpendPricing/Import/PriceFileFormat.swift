import SpendCore

/// Layout of a price file.
public enum PriceFileFormat: String, Sendable, CaseIterable {
  case litellm
  case modelsDev = "models.dev"
  case genaiPrices = "genai-prices"
  case openRouter = "openrouter"
  /// A table of our own.
  case tsv
}
