import Foundation

/// Other tools on the same files.
enum Peers {
  /// Seconds for the whole corpus, from the time of its first file; nil when jq is not installed.
  static func jq(_ corpus: CorpusFolder) -> Double? {
    let path = "\(corpus.path)/part-0.jsonl"
    guard let run = ChildRun(["jq", "-r", ".model // .response.model // .message.model", path]),
      run.status == 0
    else {
      return nil
    }
    return run.seconds * Double(corpus.files)
  }

  /// Seconds of a bare scan that groups by model; nil when DuckDB is not installed.
  static func duckDB(_ corpus: CorpusFolder) -> Double? {
    let query = """
      SELECT coalesce(model, response.model, message.model) AS name, count(*), sum(coalesce(prompt_tokens, response.usage.prompt_tokens,
      response.usage.input_tokens, message.usage.input_tokens, usage.prompt_tokens, usage.input_tokens)), sum(coalesce(completion_tokens, response.usage.completion_tokens,
      response.usage.output_tokens, message.usage.output_tokens, usage.completion_tokens, usage.output_tokens)) FROM read_json('\(corpus.path)/*.jsonl', format='newline_delimited',
      columns={model: 'VARCHAR', prompt_tokens: 'BIGINT', completion_tokens: 'BIGINT', response: 'STRUCT(model VARCHAR, usage
      STRUCT(prompt_tokens BIGINT, input_tokens BIGINT, completion_tokens BIGINT, output_tokens BIGINT))', usage: 'STRUCT(prompt_tokens
      BIGINT, input_tokens BIGINT, completion_tokens BIGINT, output_tokens BIGINT)', message: 'STRUCT(model VARCHAR,
      usage STRUCT(input_tokens BIGINT, output_tokens BIGINT))'}) GROUP BY 1
      """
    let script =
      "import duckdb,time; c=duckdb.connect(); c.execute('SET threads=2'); t=time.time(); c.execute(\"\"\"\(query)\"\"\").fetchall(); print(time.time()-t)"
    guard let run = ChildRun(["python3", "-c", script]), run.status == 0 else { return nil }
    return Double(run.output.trimmingCharacters(in: .whitespacesAndNewlines))
  }
}
