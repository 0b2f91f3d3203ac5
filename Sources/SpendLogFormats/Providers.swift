/// Names of sellers, found by the host that was called or by the model's name.
enum Providers {
  private struct Mark {
    var text: StaticString
    var provider: StaticString

    init(_ text: StaticString, _ provider: StaticString) {
      self.text = text
      self.provider = provider
    }
  }

  /// Parts of host names, in search order.
  private static let hosts: [Mark] = [
    Mark("api.openai.com", "openai"),
    Mark("oai.helicone.ai", "openai"),
    Mark(".openai.azure.", "azure"),
    Mark(".cognitiveservices.azure.com", "azure"),
    Mark(".services.ai.azure.com", "azure_ai"),
    Mark(".models.ai.azure.com", "azure_ai"),
    Mark("models.inference.ai.azure.com", "github"),
    Mark(".inference.ai.azure.com", "azure_ai"),
    Mark("models.github.ai", "github"),
    Mark("githubcopilot.com", "github"),
    Mark("api.anthropic.com", "anthropic"),
    Mark("anthropic.helicone.ai", "anthropic"),
    Mark("generativelanguage.googleapis.com", "google"),
    Mark("aiplatform.googleapis.com", "vertex"),
    Mark("aiplatform.us.rep.googleapis.com", "vertex"),
    Mark("aiplatform.eu.rep.googleapis.com", "vertex"),
    Mark("bedrock-runtime", "bedrock"),
    Mark("bedrock-mantle", "bedrock"),
    Mark("bedrock-agent-runtime", "bedrock"),
    Mark("api.mistral.ai", "mistral"),
    Mark("codestral.mistral.ai", "mistral"),
    Mark("api.cohere.", "cohere"),
    Mark("api.groq.com", "groq"),
    Mark("api.together.", "together"),
    Mark("api.fireworks.ai", "fireworks"),
    Mark("api.cerebras.ai", "cerebras"),
    Mark("api.deepseek.com", "deepseek"),
    Mark("api.x.ai", "xai"),
    Mark("api.perplexity.ai", "perplexity"),
    Mark("openrouter.ai", "openrouter"),
    Mark("api.voyageai.com", "voyage"),
    Mark("ai.mongodb.com", "voyage"),
    Mark("router.huggingface.co", "huggingface"),
    Mark("api-inference.huggingface.co", "huggingface"),
    Mark("endpoints.huggingface.cloud", "huggingface"),
    Mark("api.z.ai", "zai"),
    Mark("bigmodel.cn", "zhipuai"),
    Mark("api.moonshot.", "moonshot"),
    Mark("api.kimi.com", "moonshot"),
    Mark("api.minimax", "minimax"),
    Mark("api.deepinfra.com", "deepinfra"),
    Mark("api.sambanova.ai", "sambanova"),
    Mark("api.hyperbolic.xyz", "hyperbolic"),
    Mark("api.novita.ai", "novita"),
    Mark("nebius.", "nebius"),
    Mark("api.lambda.ai", "lambda_ai"),
    Mark("api.lambdalabs.com", "lambda_ai"),
    Mark("dashscope", "dashscope"),
    Mark("volces.com", "volcengine"),
    Mark("bytepluses.com", "volcengine"),
    Mark("api.siliconflow.", "siliconflow"),
    Mark("integrate.api.nvidia.com", "nvidia"),
    Mark("api.ai21.com", "ai21"),
    Mark("api.writer.com", "writer"),
    Mark("api.upstage.ai", "upstage"),
    Mark("api.reka.ai", "reka"),
    Mark("api.inceptionlabs.ai", "inception"),
    Mark("api.friendli.ai", "friendliai"),
    Mark("api.featherless.ai", "featherless"),
    Mark("api.parasail.io", "parasail"),
    Mark("llm.chutes.ai", "chutes"),
    Mark("inference.baseten.co", "baseten"),
    Mark("api.baseten.co", "baseten"),
    Mark("inference.crusoecloud.com", "crusoe"),
    Mark("inference.do-ai.run", "digitalocean"),
    Mark("inference.heroku.com", "heroku"),
    Mark("inference.wandb.ai", "wandb"),
    Mark("api.scaleway.ai", "scaleway"),
    Mark("ai.endpoints", "ovhcloud"),
    Mark("ai.cloud.ovh.", "ovhcloud"),
    Mark("api.venice.ai", "venice"),
    Mark("api.stepfun.", "stepfun"),
    Mark("api.baichuan-ai.com", "baichuan"),
    Mark("api.hunyuan.cloud.tencent.com", "tencent"),
    Mark("qianfan.baidubce.com", "baidu"),
    Mark("api.xiaomimimo.com", "xiaomi"),
    Mark("api.llama.com", "meta"),
    Mark("api.replicate.com", "replicate"),
    Mark("ml.cloud.ibm.com", "watsonx"),
    Mark("oci.oraclecloud.com", "oci"),
    Mark("snowflakecomputing.com", "snowflake"),
    Mark("azuredatabricks.net", "databricks"),
    Mark("cloud.databricks.com", "databricks"),
    Mark("gcp.databricks.com", "databricks"),
    Mark("api.cloudflare.com", "cloudflare"),
    Mark("ai-gateway.vercel.sh", "vercel_ai_gateway"),
    Mark("api.elevenlabs.io", "elevenlabs"),
    Mark("api.deepgram.com", "deepgram"),
    Mark("api.assemblyai.com", "assemblyai"),
    Mark("api.jina.ai", "jina"),
    Mark("ollama.com", "ollama"),
    Mark(":11434", "ollama"),
    Mark("api.inference.net", "inference_net"),
    Mark("arcee.ai", "arcee"),
    Mark("api.anyscale.com", "anyscale"),
    Mark("nscale.com", "nscale"),
    Mark("api.aimlapi.com", "aimlapi"),
    Mark("api.morphllm.com", "morph"),
    Mark("api.poe.com", "poe"),
    Mark("requesty.ai", "requesty"),
    Mark("opencode.ai", "opencode"),
  ]

  /// The sellers behind all hosts.
  static var ofHosts: [String] { hosts.map { "\($0.provider)" } }

  /// Beginnings of model names that only one maker or one seller uses.
  private static let models: [Mark] = [
    Mark("gpt-", "openai"),
    Mark("chatgpt", "openai"),
    Mark("text-embedding-3", "openai"),
    Mark("text-embedding-ada", "openai"),
    Mark("whisper", "openai"),
    Mark("dall-e", "openai"),
    Mark("davinci", "openai"),
    Mark("ft:gpt", "openai"),
    Mark("codex-", "openai"),
    Mark("sora-", "openai"),
    Mark("tts-1", "openai"),
    Mark("claude", "anthropic"),
    Mark("gemini", "google"),
    Mark("models/gemini", "google"),
    Mark("imagen-", "google"),
    Mark("mistral", "mistral"),
    Mark("codestral", "mistral"),
    Mark("ministral", "mistral"),
    Mark("magistral", "mistral"),
    Mark("devstral", "mistral"),
    Mark("pixtral", "mistral"),
    Mark("voxtral", "mistral"),
    Mark("command", "cohere"),
    Mark("embed-", "cohere"),
    Mark("rerank-2", "voyage"),
    Mark("voyage", "voyage"),
    Mark("rerank-", "cohere"),
    Mark("deepseek", "deepseek"),
    Mark("grok", "xai"),
    Mark("sonar", "perplexity"),
    Mark("accounts/fireworks/", "fireworks"),
    Mark("glm-", "zai"),
    Mark("kimi-", "moonshot"),
    Mark("MiniMax-", "minimax"),
    Mark("qwen-plus", "dashscope"),
    Mark("qwen-max", "dashscope"),
    Mark("qwen-turbo", "dashscope"),
    Mark("qwen-flash", "dashscope"),
    Mark("qwen3-max", "dashscope"),
    Mark("qwen3-coder-plus", "dashscope"),
    Mark("qwen3-coder-flash", "dashscope"),
  ]

  /// Makers as Bedrock writes them before the names of their models.
  private static let bedrockMakers: [StaticString] = [
    "anthropic.", "amazon.", "meta.", "mistral.", "cohere.", "deepseek.", "ai21.", "writer.", "stability.",
    "twelvelabs.", "luma.", "openai.gpt-oss", "qwen.", "moonshot.", "minimax.", "nvidia.", "google.gemma",
    "zai.",
  ]

  /// True for Bedrock's ids: a maker before a dot, with or without a region's profile
  /// before it, or an address of AWS.
  private static func isBedrock(_ model: FieldText) -> Bool {
    if model.hasPrefix("arn:aws") { return model.contains(":bedrock:") || model.contains(":sagemaker:") }
    let bytes = model.bytes
    guard let dot = bytes.prefix(12).firstIndex(of: UInt8(ascii: ".")) else { return false }
    if bedrockMakers.contains(where: { model.hasPrefix($0) }) { return true }
    let profiles: [StaticString] = ["us.", "eu.", "apac.", "jp.", "au.", "global.", "us-gov.", "ca."]
    guard profiles.contains(where: { model.hasPrefix($0) }) else { return false }
    let rest = FieldText(UnsafeRawBufferPointer(rebasing: bytes[(dot + 1)...]))
    return bedrockMakers.contains { rest.hasPrefix($0) }
  }

  /// The seller behind a host; empty for others.
  static func ofHost(_ host: FieldText) -> FieldText {
    hosts.first { host.contains($0.text) }.map { FieldText($0.provider) } ?? .empty
  }

  /// A model's name without what tools put behind it in brackets, such as the context of `[1m]`.
  @inline(__always)
  static func bare(_ model: FieldText) -> FieldText {
    guard model.bytes.last == UInt8(ascii: "]") else { return model }
    return withoutBrackets(model)
  }

  private static func withoutBrackets(_ model: FieldText) -> FieldText {
    guard let bracket = model.bytes.lastIndex(of: UInt8(ascii: "[")), bracket > 0 else { return model }
    return FieldText(UnsafeRawBufferPointer(rebasing: model.bytes[..<bracket]), isEscaped: model.isEscaped)
  }

  /// Takes LiteLLM's name of a model into a draft: the seller, a slash, and the seller's name of the model.
  static func setModel(litellm name: FieldText, _ draft: inout EventDraft) {
    draft.model = name
    if let slash = name.bytes.firstIndex(of: UInt8(ascii: "/")), !name.isEscaped {
      draft.provider = FieldText(UnsafeRawBufferPointer(rebasing: name.bytes[..<slash]))
      draft.model = FieldText(UnsafeRawBufferPointer(rebasing: name.bytes[(slash + 1)...]))
    }
    let isRelay = draft.provider.equals("litellm_proxy") || draft.provider.equals("openhands")
    if isRelay || draft.provider.isEmpty { draft.provider = ofModel(draft.model) }
  }

  static func ofModel(_ model: FieldText) -> FieldText {
    let bytes = model.bytes
    guard bytes.count > 1 else { return .empty }
    // o1, o3-mini, o4 …
    if bytes[0] == UInt8(ascii: "o"), (0x31...0x39).contains(bytes[1]),
      bytes.count == 2 || bytes[2] == UInt8(ascii: "-")
    {
      return FieldText("openai")
    }
    if isBedrock(model) { return FieldText("bedrock") }
    for mark in models where model.hasPrefix(mark.text) {
      // Vertex writes a model's version behind an at sign.
      let isVertex = model.hasPrefix("claude-") && bytes.contains(UInt8(ascii: "@"))
      return isVertex ? FieldText("vertex") : FieldText(mark.provider)
    }
    return .empty
  }
}
