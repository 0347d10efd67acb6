//! A wasm module as a list of functions with their names.

use std::collections::HashMap;
use std::ops::Range;

use anyhow::{Context, Result, bail};
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

/// The magic number and the version.
const HEADER_LENGTH: usize = 8;

/// A module with the names of its functions.
pub struct Module<'a> {
    bytes: &'a [u8],
    functions: Vec<Function>,
    /// Deployed parts other than functions: data, types, tables.
    others: Vec<Range<usize>>,
    imported: u32,
    /// The custom section of the names, with its head.
    names: Range<usize>,
}

/// A function's name in Rust, and its code.
pub struct Function {
    pub name: String,
    body: Range<usize>,
}

impl<'a> Module<'a> {
    /// Reads the functions and their names.
    ///
    /// # Errors
    /// The bytes are no wasm module, or the module has no names.
    pub fn parse(bytes: &'a [u8]) -> Result<Self> {
        let (mut imported, mut bodies, mut others) = (0, Vec::new(), Vec::new());
        let (mut names, mut names_at, mut end) = (HashMap::new(), 0..0, HEADER_LENGTH);
        for payload in Parser::new(0).parse_all(bytes) {
            let payload = payload.context("this is not a wasm module")?;
            let head = end;
            end = payload.as_section().map_or(end, |(_, range)| range.end);
            match &payload {
                Payload::ImportSection(imports) => {
                    for import in imports.clone().into_imports() {
                        imported += u32::from(matches!(import?.ty, TypeRef::Func(_) | TypeRef::FuncExact(_)));
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    bodies.push(body.range());
                    continue;
                }
                Payload::CodeSectionStart { .. } => continue,
                Payload::CustomSection(section) => {
                    if let KnownCustom::Name(subsections) = section.as_known() {
                        names = function_names(subsections)?;
                        names_at = head..section.range().end;
                        continue;
                    }
                }
                _ => {}
            }
            others.extend(payload.as_section().map(|(_, range)| range));
        }
        if names.is_empty() {
            bail!("the module has no function names");
        }
        let functions = bodies.into_iter().zip(imported..).map(|(body, index)| {
            let name = names.remove(&index).unwrap_or_else(|| format!("function {index}"));
            Function { name, body }
        });
        Ok(Self { bytes, functions: functions.collect(), others, imported, names: names_at })
    }

    /// The functions in the module's order.
    pub fn functions(&self) -> &[Function] {
        &self.functions
    }

    /// A function's code.
    pub fn code(&self, function: &Function) -> &'a [u8] {
        self.bytes.get(function.body.clone()).unwrap_or_default()
    }

    /// How many functions are imported; the module's own are counted behind them.
    pub fn imported(&self) -> u32 {
        self.imported
    }

    /// The module as it is, but for the names.
    pub fn without_names(&self) -> Vec<u8> {
        let (before, after) = (self.bytes.get(..self.names.start), self.bytes.get(self.names.end..));
        [before.unwrap_or_default(), after.unwrap_or_default()].concat()
    }

    /// Everything else that is shipped.
    pub fn others(&self) -> Vec<u8> {
        self.others.iter().filter_map(|range| self.bytes.get(range.clone())).flatten().copied().collect()
    }
}

fn function_names(subsections: wasmparser::NameSectionReader<'_>) -> Result<HashMap<u32, String>> {
    let mut names = HashMap::new();
    for subsection in subsections {
        if let Name::Function(functions) = subsection? {
            for naming in functions {
                let naming = naming?;
                names.insert(naming.index, readable(naming.name));
            }
        }
    }
    Ok(names)
}

/// The name as in the source, without the rank that the build put in front and the hashes of crates.
fn readable(symbol: &str) -> String {
    let symbol =
        symbol.split_once(' ').filter(|(rank, _)| rank.parse::<u32>().is_ok()).map_or(symbol, |(_, name)| name);
    format!("{:#}", rustc_demangle::demangle(symbol))
}

#[cfg(test)]
mod tests {
    use super::Module;

    /// One imported function, and two with bodies of 2 and 4 bytes, of which the names are those given.
    fn module(names: &[(u8, &str)]) -> Vec<u8> {
        let section = |id: u8, contents: &[u8]| [&[id, contents.len() as u8], contents].concat();
        let named = names.iter().flat_map(|(index, name)| [&[*index, name.len() as u8], name.as_bytes()].concat());
        let map: Vec<u8> = std::iter::once(names.len() as u8).chain(named).collect();
        [
            b"\0asm\x01\0\0\0".to_vec(),
            section(1, b"\x01\x60\x00\x00"),
            section(2, b"\x01\x01m\x01f\x00\x00"),
            section(3, b"\x02\x00\x00"),
            section(10, b"\x02\x02\x00\x0b\x04\x00\x01\x01\x0b"),
            section(0, &[b"\x04name".to_vec(), section(1, &map)].concat()),
        ]
        .concat()
    }

    #[test]
    fn functions_are_counted_behind_the_imported_ones() {
        let bytes = module(&[(0, "m.f"), (1, "_RNvNtCs1234_7steward4edge5fetch"), (2, "memcpy")]);
        let parsed = Module::parse(&bytes).unwrap();
        let functions: Vec<_> =
            parsed.functions().iter().map(|function| (function.name.as_str(), parsed.code(function).len())).collect();
        assert_eq!(functions, [("steward::edge::fetch", 2), ("memcpy", 4)]);
        assert_eq!(parsed.others().len(), 4 + 7 + 3, "types, imports, kinds of functions");
        assert_eq!(parsed.imported(), 1);
        let section = 2 + 5 + 2 + 1 + [3, 32, 6].iter().map(|length| 2 + length).sum::<usize>();
        assert_eq!(parsed.without_names(), &bytes[..bytes.len() - section]);
    }

    #[test]
    fn a_module_without_names_and_no_module_are_refused() {
        assert!(Module::parse(&module(&[])).is_err());
        assert!(Module::parse(b"<html></html>").is_err());
        assert!(Module::parse(b"").is_err());
    }
}
