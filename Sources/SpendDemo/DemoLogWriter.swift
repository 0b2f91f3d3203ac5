/// Writes requests of the made-up company the way real programs log them.
public enum DemoLogWriter {
  public enum Format: String, Sendable, CaseIterable {
    /// A response of Chat Completions in an envelope with the program's facts about the request.
    case openAIChat = "openai-chat"
    /// The same response alone, without labels.
    case openAIChatBare = "openai-chat-bare"
    case openAIResponses = "openai-responses"
    case anthropic = "anthropic-messages"
    case gemini
    case liteLLM = "litellm"
    case claudeCode = "claude-code"
    case jsonl = "generic-jsonl"
    case csv = "generic-csv"
    case logfmt = "generic-logfmt"

    public var fileName: String {
      switch self {
      case .csv: "usage.csv"
      case .logfmt: "app.log"
      default: "\(rawValue).jsonl"
      }
    }

    /// First line of a file; nil without a header.
    public var header: String? { self == .csv ? DemoLogWriter.columns : nil }

    /// True when each line is a JSON object.
    public var isJSON: Bool { self != .csv && self != .logfmt }
  }

  /// The format a program that makes such a request would log in. Every request can be read back from
  /// it.
  public static func natural(_ request: DemoRequest) -> Format {
    switch request.provider {
    case "anthropic": request.queryType == "agent" && !request.isError ? .claudeCode : .anthropic
    case "google": .gemini
    case "openai":
      if request.feature.isEmpty, !request.isError {
        .openAIChatBare
      } else if request.queryType == "classification" {
        .liteLLM
      } else {
        request.model == DemoModel.gptSol.name ? .openAIResponses : .openAIChat
      }
    case "deepseek": .liteLLM
    case "groq": .jsonl
    case "mistral": .csv
    default: .logfmt
    }
  }

  /// Appends one line without its end.
  public static func append(_ request: DemoRequest, _ format: Format, to line: inout LineBuffer) {
    switch format {
    case .openAIChat: line.object { envelope(request, chatURL(request), to: &$0) { chat(request, to: &$0) } }
    case .openAIChatBare: line.object { chat(request, to: &$0) }
    case .openAIResponses:
      line.object { envelope(request, responsesURL, to: &$0) { responses(request, to: &$0) } }
    case .anthropic: line.object { envelope(request, messagesURL, to: &$0) { message(request, to: &$0) } }
    case .gemini:
      line.object { envelope(request, "", to: &$0) { generateContent(request, to: &$0) } }
    case .liteLLM: line.object { liteLLM(request, to: &$0) }
    case .claudeCode: line.object { transcript(request, to: &$0) }
    case .jsonl: line.object { flat(request, to: &$0) }
    case .csv: row(request, to: &line)
    case .logfmt: pairs(request, to: &line)
    }
  }

  /// One line without its end, as a text.
  public static func line(_ request: DemoRequest, _ format: Format) -> String {
    var line = LineBuffer(capacity: 2_048)
    append(request, format, to: &line)
    return String(decoding: line.bytes, as: UTF8.self)
  }
}
