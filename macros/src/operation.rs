//! From an attribute and a handler's signature to the operation's constant and its description.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::parse::{Parse, ParseStream, Parser};
use syn::{FnArg, GenericArgument, Ident, ItemFn, LitStr, PathArguments, ReturnType, Token, Type};

/// What stands in the attribute.
struct Declaration {
    method: Ident,
    path: LitStr,
    id: LitStr,
    tag: LitStr,
    answer: Option<LitStr>,
    revision: Option<TokenStream>,
    errors: Option<TokenStream>,
    more_errors: TokenStream,
    params: TokenStream,
    request_body: Option<TokenStream>,
    responses: Option<TokenStream>,
    aliases: Vec<Alias>,
}

/// Another path of an operation, with an id of its own: `alias("/api/auth/login", "auth.login")`.
struct Alias {
    path: LitStr,
    id: LitStr,
}

impl Parse for Alias {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let path = input.parse()?;
        input.parse::<Token![,]>()?;
        Ok(Self { path, id: input.parse()? })
    }
}

impl Parse for Declaration {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let method = input.parse()?;
        let path: LitStr = input.parse()?;
        let (mut id, mut tag, mut answer, mut revision) = (None, None, None, None);
        let (mut errors, mut more_errors, mut params) = (None, TokenStream::new(), TokenStream::new());
        let (mut request_body, mut responses, mut aliases) = (None, None, Vec::new());
        while input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
            let name: Ident = input.parse()?;
            let text = |input: ParseStream| -> syn::Result<Option<LitStr>> {
                input.parse::<Token![=]>()?;
                Ok(Some(input.parse()?))
            };
            let list = |input: ParseStream| -> syn::Result<TokenStream> {
                let content;
                syn::parenthesized!(content in input);
                content.parse()
            };
            match name.to_string().as_str() {
                "id" => id = text(input)?,
                "tag" => tag = text(input)?,
                "answer" => answer = text(input)?,
                "revision" => revision = Some(list(input)?),
                "errors" => errors = Some(list(input)?),
                "more_errors" => more_errors = list(input)?,
                "params" => params = list(input)?,
                "request_body" => request_body = Some(list(input)?),
                "responses" => responses = Some(list(input)?),
                "alias" => aliases.push(syn::parse2(list(input)?)?),
                other => return Err(syn::Error::new(name.span(), format!("`{other}` is not part of an operation"))),
            }
        }
        let missing = |what: &str| syn::Error::new(Span::call_site(), format!("an operation needs `{what} = \"…\"`"));
        Ok(Self {
            method,
            path,
            id: id.ok_or_else(|| missing("id"))?,
            tag: tag.ok_or_else(|| missing("tag"))?,
            answer,
            revision,
            errors,
            more_errors,
            params,
            request_body,
            responses,
            aliases,
        })
    }
}

/// A type by its last path segment and its first type argument: `Json<SignUp>` is `("Json", SignUp)`.
fn named(of: &Type) -> Option<(String, Option<&Type>)> {
    let Type::Path(path) = of else { return None };
    let segment = path.path.segments.last()?;
    let argument = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.args.iter().find_map(|argument| match argument {
            GenericArgument::Type(of) => Some(of),
            _ => None,
        }),
        _ => None,
    };
    Some((segment.ident.to_string(), argument))
}

/// What the arguments add to the description.
#[derive(Default)]
struct Described {
    params: Vec<TokenStream>,
    /// Types of ids in the path, whose schemas utoipa does not collect.
    ids: Vec<TokenStream>,
    request_body: Option<TokenStream>,
    has_scope: bool,
    has_query: bool,
}

impl Described {
    fn argument(&mut self, of: &Type, path: &str) {
        let Some((name, argument)) = named(of) else { return };
        match (name.as_str(), argument) {
            ("InOrganization", _) => {
                self.has_scope = true;
                self.params.push(quote! {
                    ("organizationId" = ::steward_kernel::id::OrganizationId, Path, description = "The organization.")
                });
            }
            ("InEstate" | "EstateRead", _) => {
                self.has_scope = true;
                self.params.push(quote! {
                    ("estateId" = ::steward_kernel::id::EstateId, Path, description = "The estate.")
                });
            }
            ("SignedIn" | "PersonOnly" | "UserOnly" | "Administrator", _) => self.has_scope = true,
            ("StepUp", Some(scope)) => self.argument(scope, path),
            ("PathId", Some(id)) => {
                let Some((kind, _)) = named(id) else { return };
                let Some(parameter) = parameter_of(&kind, path) else { return };
                let words = parameter.trim_end_matches("Id").chars().fold(String::new(), |text, character| {
                    if character.is_uppercase() {
                        text + " " + &character.to_lowercase().to_string()
                    } else {
                        text + &character.to_string()
                    }
                });
                let description = format!("The {words}'s id.");
                self.ids.push(quote! { #id });
                self.params.push(quote! { (#parameter = #id, Path, description = #description) });
            }
            ("Query", Some(of)) => {
                self.has_query = true;
                self.params.push(quote! { #of });
            }
            ("Json", Some(of)) => self.request_body = Some(quote! { = #of }),
            ("Option", Some(of)) => {
                if let Some(("Json", Some(body))) = named(of).as_ref().map(|(name, body)| (name.as_str(), *body)) {
                    self.request_body = Some(quote! { = Option<#body> });
                }
            }
            _ => {}
        }
    }
}

/// The path's parameter for an id: `ApiKeyId` is `{apiKeyId}` or, in short, `{keyId}`.
fn parameter_of(kind: &str, path: &str) -> Option<String> {
    let name = lower_first(kind);
    let parameters = path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    let found = parameters.into_iter().find(|parameter| name.to_lowercase().ends_with(&parameter.to_lowercase()));
    found.map(ToOwned::to_owned)
}

fn lower_first(name: &str) -> String {
    let mut characters = name.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}

/// The success answer that a return type stands for.
fn answer_of(output: &ReturnType, description: Option<&LitStr>) -> Option<TokenStream> {
    let ReturnType::Type(_, of) = output else { return None };
    let (name, body) = named(of)?;
    let status: u16 = match name.as_str() {
        "Reply" | "RevisedReply" | "PageReply" => 200,
        "CreatedReply" => 201,
        "AcceptedReply" | "EmptyAcceptedReply" => 202,
        "EmptyReply" => 204,
        _ => return None,
    };
    let body = match (name.as_str(), body) {
        ("PageReply", Some(item)) => Some(quote! { , body = ::steward_kernel::page::Page<#item> }),
        (_, body) => body.map(|body| quote! { , body = #body }),
    };
    let description = description.map(|text| quote! { , description = #text });
    Some(quote! { (status = #status #body #description) })
}

/// Expands the macro.
pub fn expand(attribute: TokenStream, handler: TokenStream) -> syn::Result<TokenStream> {
    let declaration = Declaration::parse.parse2(attribute)?;
    let Declaration {
        method,
        path,
        id,
        tag,
        answer,
        revision,
        errors,
        more_errors,
        params,
        request_body,
        responses,
        aliases,
    } = declaration;
    let handler: ItemFn = syn::parse2(handler)?;
    let name = &handler.sig.ident;
    let constant = format_ident!("{}", name.to_string().to_uppercase());
    let description = format_ident!("__path_{name}");

    let mut described = Described::default();
    for argument in &handler.sig.inputs {
        if let FnArg::Typed(argument) = argument {
            described.argument(&argument.ty, &path.value());
        }
    }
    let changes = method != "GET";
    let standard = match (described.has_scope, described.request_body.is_some() || request_body.is_some(), changes) {
        (false, true, _) => quote! { crate::api::PublicErrors },
        (_, true, _) => quote! { crate::api::BodyErrors },
        (_, false, true) => quote! { crate::api::ChangeErrors },
        (_, false, false) if described.has_query => quote! { crate::api::ListErrors },
        (_, false, false) => quote! { crate::api::ReadErrors },
    };
    let errors = errors.unwrap_or(standard);
    let success = match (responses, answer_of(&handler.sig.output, answer.as_ref())) {
        (Some(responses), _) => responses,
        (None, Some(answer)) => answer,
        (None, None) => return Err(syn::Error::new_spanned(&handler.sig, "declare its responses: `responses(…)`")),
    };
    let revision = revision.map_or_else(|| quote! { None }, |revision| quote! { Some(#revision) });
    let lower = format_ident!("{}", method.to_string().to_lowercase());
    let (own, more, ids) = (described.params, params, described.ids);
    let all_params = quote! { #(#own,)* #more };
    let request_body = request_body.map(|body| quote! { (#body) }).or(described.request_body);
    let request_body = request_body.map(|body| quote! { request_body #body, });
    let separator = |list: &TokenStream| {
        if list.is_empty() {
            quote! {}
        } else {
            quote! { , }
        }
    };
    let (after_success, after_errors) = (separator(&errors), separator(&more_errors));
    let text = format!("The operation `{}`.", id.value());
    let aliases = aliases.iter().enumerate().map(|(index, Alias { path, id })| {
        let alias =
            if index == 0 { format_ident!("{constant}_ALIAS") } else { format_ident!("{constant}_ALIAS_{index}") };
        let text = format!("The operation `{}`, with the handler of [`{constant}`].", id.value());
        quote! {
            #[doc = #text]
            pub const #alias: crate::api::Operation = crate::api::Operation { id: #id, path: #path, ..#constant };
        }
    });
    Ok(quote! {
        #[cfg_attr(test, utoipa::path(#lower, path = #path, operation_id = #id, tag = #tag,
            params(#all_params), #request_body responses(#success #after_success #errors #after_errors #more_errors)))]
        #handler

        #[doc = #text]
        pub const #constant: crate::api::Operation = crate::api::Operation {
            id: #id,
            method: crate::api::Method::#method,
            path: #path,
            needs: crate::api::needs_of(&#name),
            revision: #revision,
            handle: |input| crate::api::call(#name, input),
            #[cfg(test)]
            describe: || {
                use utoipa::__dev::{SchemaReferences, Tags};
                use utoipa::Path;
                let mut operation = #description::operation();
                operation.tags = Some(#description::tags().iter().map(ToString::to_string).collect());
                let mut schemas = Vec::new();
                #description::schemas(&mut schemas);
                #(schemas.push((
                    <#ids as utoipa::ToSchema>::name().into_owned(),
                    <#ids as utoipa::PartialSchema>::schema(),
                ));)*
                (operation, schemas)
            },
        };

        #(#aliases)*
    })
}
