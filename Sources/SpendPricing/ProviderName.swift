/// Names of providers.
public enum ProviderName {
  /// The one name of a provider that loggers call by several, such as `aws.bedrock`; others as they are written.
  public static func canonical(_ provider: String) -> String {
    let name = ModelName.normalised(provider: provider)
    return ModelName.known.contains(name) ? name : provider
  }
}
