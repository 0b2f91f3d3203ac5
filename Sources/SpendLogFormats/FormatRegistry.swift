/// All formats, in the order in which they are tried. A new one is a file in `Kinds` and a line here.
public enum FormatRegistry {
  static let records: [any RecordFormat] = [
    OpenTelemetryFormat(), QwenCodeFormat(), ClaudeCodeFormat(), LiteLLMPayloadFormat(),
    LiteLLMSpendLogFormat(),
    OpenAIBatchFormat(),
    AnthropicBatchFormat(), GeminiBatchFormat(), BedrockBatchFormat(),
    BedrockInvocationLogFormat(), HeliconeFormat(), LangfuseFormat(),
    LangSmithFormat(), MLflowFormat(), PostHogFormat(), NewAPIFormat(),
    BedrockAgentFormat(),
    CloudflareGatewayFormat(), EnvoyGatewayFormat(), AiderFormat(), GeminiCLIFormat(),
    GeminiRunFormat(), GeminiTelemetryFormat(),
    CodexFormat(), OpenCodeFormat(), AmpFormat(), PiFormat(), CopilotSessionFormat(),
    CopilotTelemetryFormat(), PortkeyFormat(), VertexRequestLogFormat(), AzureDiagnosticsFormat(),
    AzureGatewayFormat(), TGIRouterFormat(), GooseFormat(),
    ClineFormat(), DroidFormat(), KimiFormat(), CrushFormat(), CursorRowFormat(), ZedFormat(),
    OpenHandsFormat(), EditorChatFormat(),
    OpenAIReportFormat(),
    AnthropicReportFormat(),
    SpendtopExportFormat(),
  ]

  static let responses: [any ResponseFormat] = [
    AnthropicMessagesFormat(), GeminiFormat(), GeminiInteractionsFormat(),
    OpenAIResponsesFormat(),
    CohereFormat(), OllamaFormat(), LlamaCppFormat(), SGLangFormat(), BedrockConverseFormat(),
    BedrockInvokeFormat(),
    OpenAIChatFormat(), OpenAIEmbeddingsFormat(), OpenAIImagesFormat(), OpenAITranscriptionFormat(),
    MistralOCRFormat(), MistralConversationFormat(), WatsonxFormat(), TGIGenerateFormat(),
    InlineBatchFormat(), VertexPredictFormat(),
    OpenAIVideoFormat(), OpenAIModerationFormat(), DeepgramFormat(), AssemblyAIFormat(), UnbilledFormat(),
    OpenRouterGenerationFormat(), XAIMediaFormat(), BedrockRerankFormat(), ErrorFormat(),
  ]

  static let lines: [any LineFormat] = [TGILogFormat(), SGLangLogFormat(), VLLMMetricsFormat(), DCGMFormat()]

  static let tables: [any TableFormat] = [CursorFormat(), NvidiaSMIFormat(), SpendtopExportTable()]

  static let generic: [any LogFormat] = [GenericJSONFormat(), GenericCSVFormat(), GenericLogfmtFormat()]

  public static let all: [any LogFormat] = records + responses + lines + tables + generic

  /// The shape an answer has.
  static func response(_ json: JSONIndex, _ body: JSONIndex.Node) -> (any ResponseFormat)? {
    responses.first { $0.recognises(json, body) }
  }

  public static func format(named name: String) -> (any LogFormat)? {
    all.first { "\($0.name)" == name }
  }
}
