import SpendCore
import SpendLogFormats
import Testing

/// Who sold a request and which model it was, by the address, the request, the id and the name.
@Suite struct SellerTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var line: String
    var provider: String
    var model: String
    var region = ""

    init(_ name: String, _ line: String, _ provider: String, _ model: String, region: String = "") {
      testDescription = name
      self.line = line
      self.provider = provider
      self.model = model
      self.region = region
    }
  }

  private static let converse =
    #"{"output":{"message":{"role":"assistant"}},"usage":{"inputTokens":3,"outputTokens":2,"totalTokens":5}}"#
  private static let gemini =
    #"{"candidates":[],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":2,"totalTokenCount":5}}"#

  private static func chat(_ model: String) -> String {
    #"{"id":"chatcmpl-seller-00001","object":"chat.completion","choices":[],"model":"\#(model)","usage":{"prompt_tokens":3,"completion_tokens":2}}"#
  }

  private static func message(_ id: String, _ model: String) -> String {
    #"{"id":"\#(id)","type":"message","model":"\#(model)","usage":{"input_tokens":3,"output_tokens":2}}"#
  }

  private static func call(_ url: String, _ answer: String, request: String = "{}") -> String {
    #"{"ts":1790000000,"url":"\#(url)","status_code":200,"request":\#(request),"response":\#(answer)}"#
  }

  private static let bedrock = "https://bedrock-runtime.eu-central-1.amazonaws.com/model/"

  static let cases = [
    Case(
      "Bedrock's model in the path, percent-encoded",
      call(bedrock + "eu.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse", converse), "bedrock",
      "eu.anthropic.claude-sonnet-4-5-20250929-v1:0", region: "eu-central-1"),
    Case(
      "an inference profile's address in the path",
      call(
        bedrock
          + "arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.anthropic.claude-haiku-4-5-20251001-v1%3A0/converse-stream",
        #"[{"metadata":{"usage":{"inputTokens":3,"outputTokens":2,"totalTokens":5}}}]"#), "bedrock",
      "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-haiku-4-5-20251001-v1:0",
      region: "eu-central-1"),
    Case(
      "the path's id rather than the maker's own name",
      call(
        bedrock + "anthropic.claude-3-haiku-20240307-v1:0/invoke",
        message("msg_x", "claude-3-haiku-48k-20240307")),
      "bedrock", "anthropic.claude-3-haiku-20240307-v1:0", region: "eu-central-1"),
    Case(
      "a profile that does not name its model leaves the answer's",
      call(
        bedrock + "arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Aapplication-inference-profile%2Fx1/invoke",
        message("msg_x", "claude-haiku-4-5")), "bedrock", "claude-haiku-4-5", region: "eu-central-1"),
    Case(
      "boto3's argument",
      #"{"ts":1790000000,"request":{"modelId":"us.amazon.nova-2-lite-v1:0"},"response":\#(converse)}"#,
      "bedrock",
      "us.amazon.nova-2-lite-v1:0"),
    Case(
      "Gemini's method",
      call(
        "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-pro:generateContent?key=x", gemini
      ), "google",
      "gemini-2.5-pro"),
    Case(
      "Vertex's endpoint of the European Union",
      call(
        "https://aiplatform.eu.rep.googleapis.com/v1/projects/p/locations/eu/publishers/google/models/gemini-2.5-pro:generateContent",
        gemini), "vertex", "gemini-2.5-pro", region: "eu"),
    Case(
      "Oracle's host rather than the maker before the dot, which Bedrock writes, too",
      call(
        "https://inference.generativeai.us-chicago-1.oci.oraclecloud.com/20231130/actions/chat",
        chat("meta.llama-3.3-70b-instruct")), "oci", "meta.llama-3.3-70b-instruct"),
    Case(
      "Vertex's place and method",
      call(
        #"https:\/\/europe-west4-aiplatform.googleapis.com\/v1\/projects\/p\/locations\/europe-west4\/publishers\/google\/models\/gemini-2.5-pro:streamGenerateContent"#,
        "[\(gemini)]"), "vertex", "gemini-2.5-pro", region: "europe-west4"),
    Case(
      "an embedding of Gemini",
      call(
        "https://generativelanguage.googleapis.com/v1beta/models/gemini-embedding-2:embedContent",
        #"{"embedding":{"values":[0.1]},"usageMetadata":{"promptTokenCount":3}}"#), "google",
      "gemini-embedding-2"),
    Case(
      "the answer's model before Azure's deployment",
      call(
        "https://acme.openai.azure.com/openai/deployments/nano/chat/completions?api-version=1",
        chat("gpt-5-nano")), "azure",
      "gpt-5-nano"),
    Case(
      "Azure's deployment where nothing else names a model",
      call(
        "https://acme.openai.azure.com/openai/deployments/nano/chat/completions?api-version=1",
        #"{"id":"chatcmpl-seller-00001","object":"chat.completion","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}"#
      ), "azure", "nano"),
    Case(
      "a compatible host", call("https://api.deepinfra.com/v1/openai/chat/completions", chat("x/y")),
      "deepinfra", "x/y"),
    Case(
      "an Alibaba host",
      call("https://dashscope-intl.aliyuncs.com/compatible-mode/v1/chat/completions", chat("qwen3-max")),
      "dashscope", "qwen3-max"),
    Case(
      "a host of OVH that begins with the model",
      call(
        "https://gpt-oss-120b.endpoints.kepler.ai.cloud.ovh.net/api/openai_compat/v1/chat/completions",
        chat("gpt-oss-120b")),
      "ovhcloud", "gpt-oss-120b"),
    Case(
      "the Chinese market of Zhipu",
      call("https://open.bigmodel.cn/api/paas/v4/chat/completions", chat("glm-4.7")), "zhipuai", "glm-4.7"),
    Case(
      "Azure's cloud of the government",
      call("https://acme.openai.azure.us/openai/v1/chat/completions", chat("gpt-5-nano")), "azure",
      "gpt-5-nano"),
    Case(
      "Databricks' endpoint in the path",
      call(
        "https://x.cloud.databricks.com/serving-endpoints/databricks-claude-sonnet-4-5/invocations",
        chat("us.anthropic.claude-sonnet-4-5-20250929-v1:0")), "databricks", "databricks-claude-sonnet-4-5"),
    Case(
      "Databricks' endpoint in the request",
      call(
        "https://x.cloud.databricks.com/serving-endpoints/chat/completions",
        chat("us.anthropic.claude-sonnet-4-5-20250929-v1:0"),
        request: #"{"model":"databricks-claude-sonnet-4-5"}"#), "databricks", "databricks-claude-sonnet-4-5"),
    Case("a model that Alibaba alone sells", chat("qwen-plus"), "dashscope", "qwen-plus"),
    Case("an open model of Alibaba's", chat("qwen3-8b"), "", "qwen3-8b"),
    Case(
      "a host in the path of another",
      call("https://proxy.example/api.openai.com/v1/chat/completions", chat("llama-3")), "",
      "llama-3"),
    Case(
      "Bedrock's id of a message", message("msg_bdrk_01", "claude-haiku-4-5"), "bedrock", "claude-haiku-4-5"),
    Case(
      "Vertex's id of a message", message("msg_vrtx_01", "claude-haiku-4-5"), "vertex", "claude-haiku-4-5"),
    Case("another maker behind Anthropic's interface", message("msg_01", "glm-4.6"), "zai", "glm-4.6"),
    Case(
      "a model's name of Bedrock", chat("anthropic.claude-sonnet-4-5-20250929-v1:0"), "bedrock",
      "anthropic.claude-sonnet-4-5-20250929-v1:0"),
    Case(
      "brackets behind the name", message("msg_01", "claude-opus-4-8[1m]"), "anthropic", "claude-opus-4-8"),
  ]

  @Test("the seller and the model", arguments: cases)
  func sellers(_ example: Case) {
    let events = Reader(example.line).settled
    #expect(events.map(\.provider) == [example.provider])
    #expect(events.map(\.model) == [example.model])
    #expect(events.map(\.region) == [example.region])
    #expect(events.first?.tokens.input == 3)
  }

  struct Failure: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var line: String
    var provider: String
    var tokens = TokenCounts(input: 0, output: 0)

    init(
      _ name: String, _ line: String, _ provider: String,
      tokens: TokenCounts = TokenCounts(input: 0, output: 0)
    ) {
      testDescription = name
      self.line = line
      self.provider = provider
      self.tokens = tokens
    }
  }

  private static func failed(_ url: String, _ body: String) -> String {
    #"{"ts":1790000000,"url":"\#(url)","status_code":429,"request":{},"response":\#(body)}"#
  }

  static let failures = [
    Failure(
      "Bedrock's message", failed(bedrock + "amazon.nova-lite-v1%3A0/converse", #"{"message":"slow down"}"#),
      "bedrock"),
    Failure(
      "Mistral's detail", failed("https://api.mistral.ai/v1/chat/completions", #"{"detail":"no"}"#), "mistral"
    ),
    Failure(
      "Cohere's message with an id", failed("https://api.cohere.com/v2/chat", #"{"id":"a","message":"no"}"#),
      "cohere"),
    Failure(
      "xAI's code", failed("https://api.x.ai/v1/chat/completions", #"{"code":"bad","error":"no"}"#), "xai"),
    Failure(
      "a page", failed("https://api.openai.com/v1/chat/completions", #""<html>Bad gateway</html>""#), "openai"
    ),
    Failure("nothing", failed("https://api.openai.com/v1/chat/completions", "null"), "openai"),
    Failure(
      "a list",
      failed(
        "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-pro:streamGenerateContent",
        #"[{"error":{"code":429}}]"#), "google"),
    Failure(
      "neither request nor answer",
      #"{"url":"https://api.groq.com/openai/v1/chat/completions","status_code":503}"#, "groq"),
    Failure(
      "an error that a success holds",
      #"{"ts":1,"url":"https://api.x.ai/v1/chat/completions","status_code":200,"response":{"error":"no"}}"#,
      "xai"),
    Failure("an exception of AWS", #"{"__type":"ThrottlingException","message":"slow down"}"#, "bedrock"),
    Failure("vLLM's object", #"{"object":"error","message":"no","type":"BadRequestError","code":400}"#, ""),
    Failure(
      "a stream that ends with an error",
      #"{"ts":1,"url":"https://api.anthropic.com/v1/messages","response":"data: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_01Err\",\"type\":\"message\",\"model\":\"claude-haiku-4-5\",\"usage\":{\"input_tokens\":9,\"output_tokens\":1}}}\n\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}\n\n"}"#,
      "anthropic", tokens: TokenCounts(input: 9, output: 1)),
    Failure(
      "the events of a stream that fails",
      """
      {"type":"message_start","message":{"id":"msg_01Err","type":"message","model":"claude-haiku-4-5","usage":{"input_tokens":9,"output_tokens":1}}}
      {"type":"error","error":{"type":"overloaded_error","message":"busy"}}
      """, "anthropic", tokens: TokenCounts(input: 9, output: 1)),
    Failure(
      "Responses that fail, with an error event before the end",
      #"{"ts":1,"response":"data: {\"type\":\"response.created\",\"response\":{\"id\":\"resp_err_1\",\"model\":\"gpt-5\",\"status\":\"in_progress\"}}\n\ndata: {\"type\":\"error\",\"code\":\"server_error\",\"message\":\"x\",\"sequence_number\":3}\n\ndata: {\"type\":\"response.failed\",\"response\":{\"id\":\"resp_err_1\",\"object\":\"response\",\"model\":\"gpt-5\",\"status\":\"failed\",\"error\":{\"code\":\"server_error\"},\"usage\":null}}\n\n"}"#,
      "openai"),
    Failure(
      "Responses that fail without an end",
      """
      {"type":"response.created","response":{"id":"resp_err_1","model":"gpt-5","status":"in_progress"}}
      {"type":"error","code":"server_error","message":"x","param":null,"sequence_number":3}
      """, "openai"),
    Failure(
      "an interaction that fails",
      #"{"ts":1,"response":"data: {\"event_type\":\"interaction.created\",\"interaction\":{\"id\":\"v1_err_00001\",\"status\":\"in_progress\",\"object\":\"interaction\",\"model\":\"gemini-2.5-flash\"}}\n\ndata: {\"event_type\":\"error\",\"error\":{\"code\":\"internal\"}}\n\n"}"#,
      "google"),
    Failure(
      "a failed count of tokens",
      failed(
        "https://api.anthropic.com/v1/messages/count_tokens",
        #"{"type":"error","error":{"type":"not_found_error"}}"#),
      "anthropic"),
    Failure(
      "Bedrock's stream",
      #"{"ts":1,"response":[{"messageStart":{"role":"assistant"}},{"throttlingException":{"message":"x"}}]}"#,
      "bedrock"),
  ]

  @Test("a failure is one failed request of its seller", arguments: failures)
  func failedRequest(_ example: Failure) {
    let events = Reader(example.line).events
    let settled = Dictionary(grouping: events) { $0.identity }.values.compactMap(\.last)
    #expect(settled.map(\.outcome) == [.error])
    #expect(settled.map(\.provider) == [example.provider])
    #expect(settled.map(\.tokens) == [example.tokens])
  }

  @Test("an answer that fails is not taken for the end of another stream")
  func failureBesideStream() {
    let lines = """
      {"ts":1,"url":"https://api.anthropic.com/v1/messages","response":"data: {\\"type\\":\\"message_start\\",\\"message\\":{\\"id\\":\\"msg_01Cut\\",\\"type\\":\\"message\\",\\"model\\":\\"claude-haiku-4-5\\",\\"usage\\":{\\"input_tokens\\":9,\\"output_tokens\\":1}}}\\n\\n"}
      {"ts":2,"url":"https://api.anthropic.com/v1/messages","status_code":529,"response":{"type":"error","error":{"type":"overloaded_error"}}}
      """
    let events = Reader(lines).events
    #expect(events.map(\.outcome) == [.ok, .error])
    #expect(events.map(\.tokens.input) == [9, 0])
  }

  static let unbilled = [
    #"{"input_tokens":777}"#, #"{"inputTokens":7}"#,
    #"{"totalTokens":7,"promptTokensDetails":[{"modality":"TEXT","tokenCount":7}]}"#,
    #"{"object":"response.input_tokens","input_tokens":9}"#,
    call(
      "https://api.anthropic.com/v1/messages/count_tokens?beta=true", #"{"input_tokens":9}"#,
      request: #"{"model":"claude-opus-4-5"}"#),
    call(bedrock + "anthropic.claude-sonnet-4-20250514-v1%3A0/count-tokens", #"{"inputTokens":9}"#),
    call(
      "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:countTokens",
      #"{"totalTokens":9}"#),
    #"{"id":"batch_1","object":"batch","model":"gpt-5","usage":{"input_tokens":9,"output_tokens":9,"total_tokens":18}}"#,
    #"{"object":"list","data":[{"id":"batch_1","object":"batch","usage":{"input_tokens":9,"output_tokens":9}}]}"#,
    #"{"id":"msgbatch_1","type":"message_batch","processing_status":"ended"}"#,
    #"{"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[{"prompt_index":0}]}"#,
  ]

  @Test("what is counted or summed up is no request", arguments: unbilled)
  func noRequests(_ line: String) {
    let reader = Reader(line)
    #expect(reader.events.isEmpty && reader.rejects.isEmpty)
  }

  @Test(
    "errors of OpenAI's connections name a code, Anthropic's do not",
    arguments: [
      (#"{"type":"error","event_id":"e","error":{"type":"invalid_request_error","message":"x"}}"#, "openai"),
      (
        #"{"type":"error","status":400,"error":{"code":"previous_response_not_found","message":"x"}}"#,
        "openai"
      ),
      (
        #"{"type":"error","error":{"type":"rate_limit_error","message":"x"},"request_id":"req_1"}"#,
        "anthropic"
      ),
    ])
  func errors(line: String, provider: String) throws {
    #expect(try #require(Reader(line).events.first).provider == provider)
  }

  @Test(
    "Hugging Face's router: the seller is in the model, the path or a header",
    arguments: [
      ("v1/chat/completions", "maker/some-model:novita", "", "huggingface_novita"),
      (
        "v1/chat/completions", "maker/some-model:fastest", #""x-inference-provider":"groq""#,
        "huggingface_groq"
      ),
      ("fireworks-ai/inference/v1/chat/completions", "maker/some-model", "", "huggingface_fireworks-ai"),
      ("v1/chat/completions", "maker/some-model:cheapest", "", "huggingface"),
      ("v1/chat/completions", "maker/some-model", "", "huggingface"),
    ])
  func router(path: String, model: String, header: String, provider: String) throws {
    let line =
      #"{"timestamp":"2026-09-22T08:00:00Z","url":"https://router.huggingface.co/\#(path)","status_code":200,"request":{"model":"\#(model)"},"response":{"id":"a1b2c3d4e5f6a7b8","object":"chat.completion","created":1790064000,ANSWERED"choices":[],"usage":{"prompt_tokens":80,"completion_tokens":9}},"response_headers":{\#(header)}}"#
    let event = try #require(Reader(line.replacing("ANSWERED", with: "")).events.first)
    #expect(event.provider == provider)
    #expect(event.model == "maker/some-model")
    // The seller's own name of the model is not the router's.
    guard path.hasPrefix("v1"), provider != "huggingface" else { return }
    let other = try #require(Reader(line.replacing("ANSWERED", with: #""model":"seller/m","#)).events.first)
    #expect(other.model == "maker/some-model")
  }
}
