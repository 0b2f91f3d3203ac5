import Foundation
import PackagePlugin

/// Writes the commit of the working copy into a source file before each build, so that `--version` names what
/// was built. The file is only touched when the commit has changed.
@main
struct CommitStamp: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let folder = context.pluginWorkDirectoryURL
    // Without git or a repository, as in an unpacked archive, the commit is unknown and left empty.
    let script = """
      commit=$(git -C "$1" rev-parse --short=9 HEAD 2>/dev/null || true)
      text="enum BuiltCommit { static let text = \\"$commit\\" }"
      mkdir -p "$2" && cd "$2"
      [ "$(cat BuiltCommit.swift 2>/dev/null)" = "$text" ] || printf '%s\\n' "$text" > BuiltCommit.swift
      """
    return [
      .prebuildCommand(
        displayName: "Stamp the commit", executable: URL(fileURLWithPath: "/bin/sh"),
        arguments: ["-c", script, "sh", context.package.directoryURL.path, folder.path],
        outputFilesDirectory: folder)
    ]
  }
}
