//! Roles by groups at the identity provider.

use steward_kernel::permission::Role;

use super::model::{RoleMapping, SsoRole};

/// The highest role that the groups give; `None` when none of them is mapped.
#[must_use]
pub fn role_of_groups(mappings: &[RoleMapping], groups: &[String]) -> Option<SsoRole> {
    let roles = mappings.iter().filter(|mapping| groups.contains(&mapping.group)).map(|mapping| mapping.role);
    roles.min_by_key(|role| Role::ALL.iter().position(|other| *other == Role::from(*role)))
}

/// The role that a member gets, when it is another one. Owners keep theirs. Without mappings, or groups that the provider
/// sends, members keep their role; guests keep it unless one of their groups is mapped.
pub(super) fn changed_role(
    current: Role,
    mappings: &[RoleMapping],
    default: SsoRole,
    groups: Option<&[String]>,
) -> Option<Role> {
    let groups = groups.filter(|_| !mappings.is_empty())?;
    let role = match (current, role_of_groups(mappings, groups)) {
        (Role::Owner, _) | (Role::Guest, None) => return None,
        (_, Some(role)) => role,
        (_, None) => default,
    };
    Some(Role::from(role)).filter(|role| *role != current)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mappings() -> Vec<RoleMapping> {
        [("read", SsoRole::Viewer), ("lead", SsoRole::Admin), ("work", SsoRole::Member)]
            .map(|(group, role)| RoleMapping { group: group.to_owned(), role })
            .into()
    }

    fn groups(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn the_highest_role_counts() {
        assert_eq!(role_of_groups(&mappings(), &groups(&["work", "read"])), Some(SsoRole::Member));
        assert_eq!(role_of_groups(&mappings(), &groups(&["read", "lead", "x"])), Some(SsoRole::Admin));
        assert_eq!(role_of_groups(&mappings(), &groups(&["Lead"])), None);
    }

    #[test]
    fn owners_keep_their_role_and_others_follow_their_groups() {
        let changed = |current, names: Option<&[&str]>| {
            changed_role(current, &mappings(), SsoRole::Viewer, names.map(groups).as_deref())
        };
        assert_eq!(changed(Role::Owner, Some(&["read"])), None);
        assert_eq!(changed(Role::Admin, Some(&["work"])), Some(Role::Member));
        assert_eq!(changed(Role::Member, Some(&["work"])), None);
        assert_eq!(changed(Role::Member, Some(&[])), Some(Role::Viewer));
        assert_eq!(changed(Role::Member, None), None);
        assert_eq!(changed(Role::Guest, Some(&["other"])), None);
        assert_eq!(changed(Role::Guest, Some(&["work"])), Some(Role::Member));
        assert_eq!(changed_role(Role::Member, &[], SsoRole::Viewer, Some(&groups(&["read"]))), None);
    }
}
