//! `FromJson` for structs with named fields, newtypes, and enums without data.

use proc_macro2::TokenStream;
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{Attribute, Data, DeriveInput, Fields, LitStr, Meta, Token};

/// What serde's attributes on a container or a field say.
#[derive(Default)]
struct Serde {
    rename: Option<String>,
    rename_all: Option<String>,
    deny_unknown: bool,
    default: bool,
    flatten: bool,
    transparent: bool,
    /// `flag`: SQLite's 0 or 1; `json_text`: JSON text in a column; `text`: a number or truth value in a query.
    deserialize_with: Option<String>,
}

fn serde(attributes: &[Attribute]) -> syn::Result<Serde> {
    let mut found = Serde::default();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        let nested = attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)?;
        for meta in nested {
            let name = meta.path().get_ident().map(ToString::to_string).unwrap_or_default();
            let text = match &meta {
                Meta::NameValue(pair) => match &pair.value {
                    syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
                    _ => None,
                },
                // rename_all(deserialize = "…", serialize = "…")
                Meta::List(list) => {
                    let pairs = list.parse_args_with(Punctuated::<syn::MetaNameValue, Token![,]>::parse_terminated)?;
                    pairs.iter().find(|pair| pair.path.is_ident("deserialize")).and_then(|pair| match &pair.value {
                        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
                        _ => None,
                    })
                }
                Meta::Path(_) => None,
            };
            match name.as_str() {
                "rename" => found.rename = text,
                "deserialize_with" => found.deserialize_with = text,
                "rename_all" => found.rename_all = text,
                "deny_unknown_fields" => found.deny_unknown = true,
                "default" => found.default = true,
                "flatten" => found.flatten = true,
                "transparent" => found.transparent = true,
                _ => {}
            }
        }
    }
    Ok(found)
}

fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for part in name.split('_').filter(|part| !part.is_empty()) {
        let mut begins = true;
        for character in part.chars() {
            if begins || character.is_uppercase() {
                words.push(String::new());
            }
            begins = false;
            if let Some(word) = words.last_mut() {
                word.extend(character.to_lowercase());
            }
        }
    }
    words
}

fn capitalized(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

fn renamed(name: &str, rule: Option<&str>) -> syn::Result<String> {
    let words = words(name);
    Ok(match rule {
        None => name.to_owned(),
        Some("snake_case") => words.join("_"),
        Some("kebab-case") => words.join("-"),
        Some("lowercase") => name.to_lowercase(),
        Some("UPPERCASE") => name.to_uppercase(),
        Some("SCREAMING_SNAKE_CASE") => words.join("_").to_uppercase(),
        Some("PascalCase") => words.iter().map(|word| capitalized(word)).collect(),
        Some("camelCase") => {
            let rest = words.iter().skip(1).map(|word| capitalized(word));
            words.first().cloned().into_iter().chain(rest).collect()
        }
        Some(other) => {
            return Err(syn::Error::new(proc_macro2::Span::call_site(), format!("unknown rule `{other}`")));
        }
    })
}

/// Expands the macro.
pub fn expand(input: TokenStream) -> syn::Result<TokenStream> {
    let input: DeriveInput = syn::parse2(input)?;
    let container = serde(&input.attrs)?;
    let rule = container.rename_all.as_deref();
    let name = &input.ident;
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    let json = quote! { ::steward_kernel::from_json };
    let body = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => named_fields(&fields.named, &container, rule, &json)?,
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                quote! { #json::FromJson::from_json(value).map(Self) }
            }
            fields => return Err(syn::Error::new_spanned(fields, "FromJson reads named fields and newtypes")),
        },
        Data::Enum(data) => {
            let (mut names, mut variants) = (Vec::new(), Vec::new());
            for variant in &data.variants {
                if !variant.fields.is_empty() {
                    return Err(syn::Error::new_spanned(variant, "FromJson reads enums without data"));
                }
                let own = serde(&variant.attrs)?;
                let text = match own.rename {
                    Some(text) => text,
                    None => renamed(&variant.ident.to_string(), rule)?,
                };
                names.push(LitStr::new(&text, variant.ident.span()));
                variants.push(&variant.ident);
            }
            let (indices, last) = (0..variants.len().saturating_sub(1), variants.last());
            let all_but_last = variants.iter().take(variants.len().saturating_sub(1));
            quote! {
                Ok(match #json::one_of(value, &[#(#names),*])? {
                    #(#indices => Self::#all_but_last,)*
                    _ => Self::#last,
                })
            }
        }
        Data::Union(_) => return Err(syn::Error::new_spanned(name, "FromJson reads structs and enums")),
    };
    Ok(quote! {
        impl #generics #json::FromJson for #name #arguments #bounds {
            fn from_json(value: &::serde_json::Value) -> ::core::result::Result<Self, #json::JsonError> {
                #body
            }
        }
    })
}

fn named_fields(
    fields: &Punctuated<syn::Field, Token![,]>,
    container: &Serde,
    rule: Option<&str>,
    json: &TokenStream,
) -> syn::Result<TokenStream> {
    let (mut texts, mut names, mut slots, mut types) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut flattened = Vec::new();
    for field in fields {
        let Some(name) = &field.ident else { continue };
        let own = serde(&field.attrs)?;
        if own.flatten {
            flattened.push(name);
            continue;
        }
        let text = match own.rename {
            Some(text) => text,
            None => renamed(name.to_string().trim_start_matches("r#"), rule)?,
        };
        texts.push(LitStr::new(&text, name.span()));
        names.push(name);
        types.push(&field.ty);
        slots.push(match own.deserialize_with.as_deref() {
            _ if own.default || container.default => quote! { #json::fields::OrDefault },
            Some("flag") => quote! { #json::fields::Column },
            Some("json_text") => quote! { #json::fields::JsonText },
            Some("text") => quote! { #json::fields::Text },
            Some(other) => return Err(syn::Error::new_spanned(field, format!("no reader is called `{other}`"))),
            None => quote! { #json::fields::Plain },
        });
    }
    let deny = container.deny_unknown;
    let index = (0..names.len()).map(syn::Index::from);
    let unfilled = (!names.is_empty()).then(|| quote! { _ => Err(#json::JsonError::new("This could not be read.")), });
    Ok(quote! {
        #(let #flattened = #json::FromJson::from_json(value)?;)*
        let mut slots = (#(#slots::<#types>(None),)*);
        #json::fields::fill(value, &[#(#texts),*], &mut [#(&mut slots.#index),*], #deny)?;
        match slots {
            (#(#slots(Some(#names)),)*) => Ok(Self { #(#names,)* #(#flattened),* }),
            #unfilled
        }
    })
}
