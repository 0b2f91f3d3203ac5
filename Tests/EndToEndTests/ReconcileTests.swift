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
}
