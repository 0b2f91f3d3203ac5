import Foundation

/// Other tools on the same files. Each is run when it is installed.
enum Peers {
  /// Measurements of another tool.
  struct Run {
    var name: String
    var seconds: Double
  }

  /// Seconds for a scan that groups by model without storing, with the columns and their types written out;
  /// nil when the module is not installed.
  static func typedDuckDB(_ corpus: CorpusFolder) -> Double? {
    duckDB(
      """
      SELECT coalesce(model, response.model, message.model) AS name, count(*),
        sum(coalesce(prompt_tokens, usage.prompt_tokens, usage.input_tokens, response.usage.prompt_tokens,
          response.usage.input_tokens, message.usage.input_tokens)),
        sum(coalesce(completion_tokens, usage.completion_tokens, usage.output_tokens,
          response.usage.completion_tokens, response.usage.output_tokens, message.usage.output_tokens))
      FROM read_json('\(corpus.path)/*.jsonl', format='newline_delimited', columns={
        model: 'VARCHAR', prompt_tokens: 'BIGINT', completion_tokens: 'BIGINT',
        usage: 'STRUCT(prompt_tokens BIGINT, input_tokens BIGINT, completion_tokens BIGINT, output_tokens BIGINT)',
        response: 'STRUCT(model VARCHAR, usage STRUCT(prompt_tokens BIGINT, input_tokens BIGINT,
          completion_tokens BIGINT, output_tokens BIGINT))',
        message: 'STRUCT(model VARCHAR, usage STRUCT(input_tokens BIGINT, output_tokens BIGINT))'})
      GROUP BY 1
      """)
  }

  /// The same as one would type it, the columns being found by DuckDB.
  static func plainDuckDB(_ corpus: CorpusFolder) -> Double? {
    duckDB(
      """
      SELECT model, count(*), sum(prompt_tokens), sum(completion_tokens)
      FROM read_json('\(corpus.path)/*.jsonl') GROUP BY 1
      """)
  }

  private static func duckDB(_ query: String) -> Double? {
    let script = """
      import duckdb, time
      c = duckdb.connect()
      c.execute('SET threads=2')
      t = time.time()
      c.execute(\"\"\"\(query)\"\"\").fetchall()
      print(time.time() - t)
      """
    guard let run = ChildRun(["python3", "-c", script]), run.status == 0 else { return nil }
    return Double(run.output.trimmingCharacters(in: .whitespacesAndNewlines))
  }

  /// Tools that are too slow for the whole corpus: timed on one file of it, times the number of files.
  static func slow(_ corpus: CorpusFolder) -> [Run] {
    let file = "\(corpus.path)/part-0.jsonl"
    let script = """
      from claude_monitor.data.reader import load_usage_entries
      load_usage_entries(data_path='\(corpus.path)/one', hours_back=None)
      """
    try? FileManager.default.createDirectory(
      atPath: corpus.path + "/one", withIntermediateDirectories: true)
    try? FileManager.default.linkItem(atPath: file, toPath: corpus.path + "/one/part.jsonl")
    defer { try? FileManager.default.removeItem(atPath: corpus.path + "/one") }
    let tools: [(String, [String])] = [
      ("jq, the model of every line", ["jq", "-r", ".model // .response.model // .message.model", file]),
      (
        "GoAccess, the lines of one shape",
        [
          "goaccess", file, "--log-format", #"{"id":"%h","created":"%x","model":"%U"}"#, "--datetime-format",
          "%s", "--no-ip-validation", "--num-tests", "0", "--no-progress", "-o",
          corpus.path + "/one/report.json",
        ]
      ),
      ("lnav, indexing the lines", ["lnav", "-n", "-q", file]),
      ("claude-monitor's reader", ["python3", "-c", script]),
    ]
    return tools.compactMap { name, arguments in
      guard let run = ChildRun(arguments), run.status == 0 else { return nil }
      return Run(name: name, seconds: run.seconds * Double(corpus.files))
    }
  }
}
