import Foundation
import Testing

@Suite struct ReconcileTests {
  @Test("a report of a provider is compared with the logs, and counted nowhere")
  func reconcile() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(
      "log.jsonl",
      """
      {"id":"chatcmpl-reconcile-01","object":"chat.completion","created":1790040000,"model":"gpt-4o-2024-08-06","choices":[],\
      "usage":{"prompt_tokens":900,"completion_tokens":80,"total_tokens":980}}

      """)
    try program.write(
      "usage.json",
      """
      {
       "object": "page",
       "data": [
        {"object": "bucket", "start_time": 1790035200, "end_time": 1790121600, "results": [
         {"object": "organization.usage.completions.result", "input_tokens": 1800, "output_tokens": 160,
          "num_model_requests": 2, "model": "gpt-4o-2024-08-06", "batch": false}]}
       ],
       "has_more": false
      }
      """)
    #expect(try program.run("ingest", program.home + "/log.jsonl").status == 0)
    for _ in 0..<2 {
      let said = try program.run("reconcile", program.home + "/usage.json").output
      #expect(said.contains("2026-09-22  openai/gpt-4o"))
      #expect(said.contains("report  requests 2  input 1800"))
      #expect(said.contains("missing source: 1 of 2 requests were not read"))
    }
    #expect(try program.run("report", "--format", "json").output.contains("\"requests\":1,"))
    let json = try program.run("reconcile", "--format", "json").output
    #expect(json.contains("\"logs\":{\"requests\":1,\"input\":900"))
    #expect(try program.run("verify").status == 0)
  }

  @Test("a file that is no report is an error, and a tolerance sets the exit status")
  func noReport() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("notes.txt", "nothing of a bill\n")
    try program.write(
      "log.jsonl",
      """
      {"id":"chatcmpl-reconcile-02","object":"chat.completion","created":1790040000,"model":"gpt-4o-2024-08-06","choices":[],\
      "usage":{"prompt_tokens":900,"completion_tokens":80,"total_tokens":980}}

      """)
    for file in ["notes.txt", "log.jsonl"] {
      let result = try program.run("reconcile", "\(program.home)/\(file)")
      #expect(result.status == 3 && result.errors.contains("is not a provider report"), "\(result)")
    }
    // A log that was named by mistake is not ingested.
    try program.write(
      "usage.json",
      """
      {"object":"page","data":[{"object":"bucket","start_time":1790035200,"end_time":1790121600,"results":[{"object":\
      "organization.usage.completions.result","input_tokens":1000,"output_tokens":80,"num_model_requests":1,"model":\
      "gpt-4o-2024-08-06","batch":false}]}],"has_more":false}
      """)
    #expect(try program.run("ingest", program.home + "/log.jsonl").status == 0)
    let report = program.home + "/usage.json"
    let nothing = try program.run("reconcile", "--tolerance", "5")
    #expect(
      nothing.status == 3 && nothing.errors.contains("--tolerance has nothing to compare"), "\(nothing)")
    for tolerance in ["-1", "nan", "inf", "1001", "5 %", "0x10", "", "%"] {
      let refused = try program.run("reconcile", report, "--tolerance", tolerance)
      #expect(refused.status == 2 && refused.errors.contains("a percentage from 0 to 1000"), "\(refused)")
    }
    #expect(try program.run("reconcile", report, "--tolerance", "50%").status == 0)
    #expect(try program.run("reconcile", report, "--tolerance", "5").status == 1)
    #expect(try program.run("reconcile", report, "--tolerance", "50").status == 0)
    #expect(try program.run("reconcile", report).status == 0)
  }

  @Test("counters of a server are compared with the answers it gave")
  func counters() throws {
    let program = try Program()
    defer { program.remove() }
    try program.write(
      "log.jsonl",
      """
      {"id":"chatcmpl-counted-01","object":"chat.completion","created":1789984805,"model":"Qwen/Qwen3-8B","choices":[],\
      "usage":{"prompt_tokens":900,"completion_tokens":80,"total_tokens":980},"kv_transfer_params":null}

      """)
    let labels = "{engine=\"0\",model_name=\"Qwen/Qwen3-8B\"}"
    func scrape(_ time: Int64, prompt: Int, output: Int, requests: Int) -> String {
      """
      vllm:prompt_tokens_total\(labels) \(prompt) \(time)
      vllm:generation_tokens_total\(labels) \(output) \(time)
      vllm:request_success_total\(labels) \(requests) \(time)

      """
    }
    let first = scrape(1_789_984_800_000, prompt: 5_000, output: 700, requests: 4)
    let later =
      scrape(1_789_984_815_000, prompt: 5_900, output: 780, requests: 5)
      + scrape(1_789_984_830_000, prompt: 6_900, output: 800, requests: 6)
    try program.write("metrics.prom", first + later)
    #expect(try program.run("ingest", program.home + "/log.jsonl").status == 0)
    for _ in 0..<2 {
      let said = try program.run("reconcile", program.home + "/metrics.prom").output
      #expect(said.contains("2026-09-21  vllm/Qwen/Qwen3-8B"), "\(said)")
      #expect(said.contains("report  requests 2  input 1900"), "\(said)")
      #expect(said.contains("missing source: 1 of 2 requests were not read"), "\(said)")
    }
    let shown = try program.run("formats", "detect", "-v", program.home + "/metrics.prom").output
    #expect(shown.contains("vllm.counters model=Qwen/Qwen3-8B input=900, for reconcile"), "\(shown)")
  }
}
