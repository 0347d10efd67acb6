//! Keeps the table of OWASP ASVS 5.0 honest: each chapter has each requirement once, what the pages on security link to is
//! there, the tests that a line names are in the files that it links, and the totals are those of the lines.

use std::path::{Path, PathBuf};

const FOLDER: &str = "docs/security";
const TABLES: &str = "docs/security/asvs";

/// The chapters, each with its sections and how many requirements of level 1 and 2 a section begins with.
const CHAPTERS: &[(u32, &[(u32, u32)])] = &[
    (1, &[(1, 2), (2, 9), (3, 11), (4, 3), (5, 2)]),
    (2, &[(1, 3), (2, 3), (3, 4), (4, 1)]),
    (3, &[(2, 2), (3, 4), (4, 6), (5, 5), (7, 2)]),
    (4, &[(1, 3), (2, 1), (3, 2), (4, 4)]),
    (5, &[(1, 1), (2, 3), (3, 2), (4, 3)]),
    (6, &[(1, 3), (2, 12), (3, 4), (4, 4), (5, 5), (6, 3), (8, 4)]),
    (7, &[(1, 3), (2, 4), (3, 2), (4, 5), (5, 2), (6, 2)]),
    (8, &[(1, 2), (2, 3), (3, 1), (4, 1)]),
    (9, &[(1, 3), (2, 4)]),
    (10, &[(1, 2), (2, 2), (3, 4), (4, 11), (5, 5), (6, 2), (7, 3)]),
    (11, &[(1, 2), (2, 3), (3, 3), (4, 4), (5, 1), (6, 1)]),
    (12, &[(1, 3), (2, 2), (3, 4)]),
    (13, &[(1, 1), (2, 5), (3, 2), (4, 5)]),
    (14, &[(1, 2), (2, 4), (3, 3)]),
    (15, &[(1, 3), (2, 3), (3, 7)]),
    (16, &[(1, 1), (2, 5), (3, 4), (4, 3), (5, 3)]),
];

/// How a requirement stands, by the beginning of the cell that says where it holds.
const STATES: [&str; 3] = ["In part:", "Does not hold:", "Does not apply:"];
const NO_TEST: &str = "No test:";

/// The pages of a folder and its subfolders.
fn pages(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            pages(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
    found.sort();
}

/// The page of a chapter, which begins with its number: `v06-authentication.md`.
fn page_of(chapter: u32) -> PathBuf {
    let mut found = Vec::new();
    pages(Path::new(TABLES), &mut found);
    let start = format!("v{chapter:02}-");
    found.retain(|path| path.file_name().unwrap().to_string_lossy().starts_with(&start));
    assert_eq!(found.len(), 1, "chapter {chapter}");
    found.remove(0)
}

/// The links of a text to files: the text of each, and its target without a fragment.
fn links(text: &str) -> Vec<(&str, &str)> {
    let links = text.match_indices("](").map(|(middle, _)| {
        let name = text[..middle].rsplit('[').next().unwrap_or_default();
        let target = text[middle + 2..].split(')').next().unwrap_or_default();
        (name, target.split('#').next().unwrap_or_default())
    });
    links.filter(|(_, target)| !target.is_empty() && !target.contains("://")).collect()
}

/// The cells of the lines of a table of requirements: number, level, in short, where it holds, test.
fn lines(text: &str) -> Vec<Vec<&str>> {
    let rows = text.lines().filter(|line| line.starts_with("| ") && line.as_bytes()[2].is_ascii_digit());
    rows.map(|line| line.trim_matches('|').split('|').map(str::trim).collect()).collect()
}

/// What is wrong with a line of a page in `folder`.
fn problems(cells: &[&str], folder: &Path) -> Vec<String> {
    let [number, level, _, place, test] = cells else { return vec![format!("{cells:?} has not five cells")] };
    let mut found = Vec::new();
    if !["1", "2"].contains(level) {
        found.push(format!("{number} has the level {level}"));
    }
    let is_shown = !test.is_empty();
    if (place.starts_with(STATES[1]) || place.starts_with(STATES[2])) == is_shown {
        found.push(format!("{number} has a test and does not hold, or the other way round"));
    }
    if test.starts_with(NO_TEST) {
        return found;
    }
    let tests = links(test);
    if is_shown && tests.is_empty() {
        found.push(format!("{number} names no test"));
    }
    for (name, target) in tests {
        let text = std::fs::read_to_string(folder.join(target)).unwrap_or_default();
        if name.is_empty() || !text.contains(name) {
            found.push(format!("{number}: {target} has no test {name:?}"));
        }
    }
    found
}

/// The totals of lines: all, those that hold, in part, not, and those that do not apply.
fn totals(lines: &[Vec<&str>]) -> [usize; 5] {
    let count = |state: &str| lines.iter().filter(|cells| cells[3].starts_with(state)).count();
    let [in_part, not, not_applied] = STATES.map(count);
    [lines.len(), lines.len() - in_part - not - not_applied, in_part, not, not_applied]
}

fn row(name: &str, totals: [usize; 5]) -> String {
    format!("{name} | {} |", totals.map(|number| number.to_string()).join(" | "))
}

#[test]
fn each_chapter_has_each_requirement_once_with_its_tests() {
    let mut found = Vec::new();
    for (chapter, sections) in CHAPTERS {
        let text = std::fs::read_to_string(page_of(*chapter)).unwrap();
        let lines = lines(&text);
        let expected: Vec<String> = sections
            .iter()
            .flat_map(|(section, count)| (1..=*count).map(move |last| format!("{chapter}.{section}.{last}")))
            .collect();
        let numbers: Vec<&str> = lines.iter().map(|cells| cells[0]).collect();
        assert_eq!(numbers, expected, "chapter {chapter}");
        found.extend(lines.iter().flat_map(|cells| problems(cells, Path::new(TABLES))));
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_totals_are_those_of_the_lines() {
    let overview = std::fs::read_to_string(Path::new(TABLES).join("README.md")).unwrap();
    let mut sum = [0; 5];
    for (chapter, _) in CHAPTERS {
        let page = page_of(*chapter);
        let totals = totals(&lines(&std::fs::read_to_string(&page).unwrap()));
        sum = std::array::from_fn(|index| sum[index] + totals[index]);
        let expected = row(&format!("({})", page.file_name().unwrap().to_string_lossy()), totals);
        assert!(overview.contains(&expected), "the README needs {expected}");
    }
    let expected = row("| all", sum);
    assert!(overview.contains(&expected), "the README needs {expected}");
}

#[test]
fn every_link_of_the_pages_on_security_leads_somewhere() {
    let mut all = Vec::new();
    pages(Path::new(FOLDER), &mut all);
    assert!(all.len() > CHAPTERS.len());
    let mut found = Vec::new();
    for page in all {
        let text = std::fs::read_to_string(&page).unwrap();
        let folder = page.parent().unwrap();
        let missing = links(&text).into_iter().filter(|(_, target)| !folder.join(target).exists());
        found.extend(missing.map(|(_, target)| format!("{} links {target}", page.display())));
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn what_is_wrong_with_a_line_is_found() {
    let folder = Path::new("src/tests");
    let of = |line: &str| problems(&lines(line)[0], folder).len();
    let right = "| 1.1.1 | 2 | in short | [here](mod.rs) | [migrated](mod.rs) |";
    assert_eq!(of(right), 0);
    assert_eq!(of("| 1.1.1 | 2 | in short | Does not apply: there is none. |  |"), 0);
    assert_eq!(of("| 1.1.1 | 2 | in short | [here](mod.rs) | No test: a document. |"), 0);
    for wrong in [
        right.replace("| 2 |", "| 3 |"),
        right.replace("migrated", "emigrated"),
        right.replace("[migrated](mod.rs)", "[migrated](gone.rs)"),
        right.replace("[here]", "Does not hold: [here]"),
        "| 1.1.1 | 2 | in short | [here](mod.rs) |  |".to_owned(),
        "| 1.1.1 | 2 | in short | [here](mod.rs) | by reading it |".to_owned(),
    ] {
        assert_eq!(of(&wrong), 1, "{wrong}");
    }
    assert_eq!(links("[a](b.md#c) and [d](https://e.example) and [f](../g)"), [("a", "b.md"), ("f", "../g")]);
    assert_eq!(totals(&lines(right)), [1, 1, 0, 0, 0]);
}
