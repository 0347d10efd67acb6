//! The JavaScript around the wasm: wasm-bindgen's, bundled with what keeps Durable Objects alive.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::paths::Paths;
use crate::process::{command, run};

/// The bundle's entry, before the exports of classes.
const SHIM: &str = include_str!("shim.js");
/// What wasm-bindgen calls its module, and the bundle after it.
const BINDINGS: &str = "index";

/// Writes `index.js` and `index_bg.wasm` into a folder.
///
/// # Errors
/// The module was compiled with another version of wasm-bindgen, or esbuild failed.
pub fn bind(paths: &Paths, module: &Path, folder: &Path) -> Result<()> {
    let mut bindings = Bindgen::new()
        .input_path(module)
        .out_name(BINDINGS)
        .module(true)?
        .typescript(false)
        // Sorted by their mangled names, functions compress better.
        .demangle(false)
        // After an abort, such as a panic inside a destructor, the next call finds a fresh instance.
        .reset_state_function(true)
        .generate_output()
        .context("wasm-bindgen failed")?;
    bindings.emit(folder)?;
    bundle(paths, folder, bindings.js())
}

fn bundle(paths: &Paths, folder: &Path, bindings: &str) -> Result<()> {
    let shim = folder.join("shim.js");
    fs::write(&shim, with_classes(SHIM, bindings))?;
    let mut esbuild = command(paths.node_program("", "esbuild"));
    esbuild
        .args(["shim.js", "--bundle", "--minify", "--format=esm", "--log-level=warning"])
        // Cloudflare resolves these two.
        .args(["--external:./index_bg.wasm", "--external:cloudflare:*"])
        .args(["--outfile=index.js", "--allow-overwrite"])
        .current_dir(folder);
    run(&mut esbuild)?;
    // Miniflare does not read `import source` yet; an ordinary import of a module gives the same.
    let index = folder.join("index.js");
    let text = fs::read_to_string(&index)?.replace("import source ", "import ");
    fs::write(&index, text)?;
    fs::remove_file(&shim)?;
    let snippets = folder.join("snippets");
    if snippets.exists() {
        fs::remove_dir_all(&snippets)?;
    }
    Ok(())
}

/// The shim with an export of every class in the wasm; entry.js picks the Durable Objects.
fn with_classes(shim: &str, bindings: &str) -> String {
    let classes = bindings.lines().filter_map(|line| line.strip_prefix("export class ")?.split([' ', '{']).next());
    classes.fold(shim.to_owned(), |shim, class| format!("{shim}export const {class} = durable(wasm.{class});\n"))
}

#[cfg(test)]
mod tests {
    use super::with_classes;

    #[test]
    fn every_exported_class_is_kept_alive() {
        let bindings = "export class RateLimiter {\n  fetch() {}\n}\nclass Private {}\nexport function fetch() {}\n";
        let shim = with_classes("// shim\n", bindings);
        assert_eq!(shim, "// shim\nexport const RateLimiter = durable(wasm.RateLimiter);\n");
    }
}
