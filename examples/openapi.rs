//! Prints the API's description: what `cargo xtask openapi` writes to openapi.json.

fn main() -> Result<(), serde_json::Error> {
    let document = steward::openapi()?;
    #[expect(clippy::print_stdout, reason = "it is what this program is for")]
    {
        println!("{document}");
    }
    Ok(())
}
