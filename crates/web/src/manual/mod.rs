//! The manuals of `docs/`, served by the program, and their sections as the help inside each screen: one text, so that
//! neither says what the other does not.
//!
//! A section is addressed by a mark before its heading, `<!-- ayuda: escribir -->`, which no reader sees. It goes on to
//! the next heading of the same or a higher level.

mod page;

use domain::account::Role;

pub(crate) use page::{HELP_PATH, Help};

use crate::portal::Prose;

/// A manual.
pub(crate) struct Manual {
    /// What its address ends in.
    pub(crate) slug: &'static str,
    /// Its text, Markdown.
    text: &'static str,
}

macro_rules! manuals {
    ($($slug:literal),+ $(,)?) => {
        /// Every manual, in the order of the list.
        pub(crate) const ALL: &[Manual] = &[$(Manual {
            slug: $slug,
            text: include_str!(concat!("../../../../docs/manual-", $slug, ".md")),
        }),+];
    };
}

manuals!(
    "candidatura",
    "partido",
    "supervision",
    "validacion",
    "administracion",
    "cuenta",
);

/// What a screen is about: each has a section in some manual.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Topic {
    /// The task list of a candidacy.
    Tasks,
    /// A section of the questionnaire.
    Writing,
    /// Two people wrote at once.
    Conflict,
    /// The preview of the public profile.
    Preview,
    /// Reviewing, declaring and sending.
    Sending,
    /// The receipt.
    Receipt,
    /// The person's confirmation by a link.
    Confirming,
    /// The queue of a stage.
    Queue,
    /// A case and its decision.
    Deciding,
    /// Several cases validated at once.
    Batch,
    /// The figures of the queue.
    Statistics,
    /// What was notified, and its reading.
    Notifications,
    /// The frame of a photograph.
    Framing,
    /// The versions of a questionnaire.
    Versions,
    /// Drafts of many candidacies from one file.
    Lot,
    /// The evidence that a person was shown the party's notice, without which nobody of the party captures.
    Evidence,
    /// A correction of what is public.
    Correcting,
}

impl Topic {
    /// All of them.
    #[cfg(test)]
    pub(crate) const ALL: [Self; 17] = [
        Self::Tasks,
        Self::Writing,
        Self::Conflict,
        Self::Preview,
        Self::Sending,
        Self::Receipt,
        Self::Confirming,
        Self::Queue,
        Self::Deciding,
        Self::Batch,
        Self::Statistics,
        Self::Notifications,
        Self::Framing,
        Self::Versions,
        Self::Lot,
        Self::Evidence,
        Self::Correcting,
    ];

    /// The mark of its section.
    const fn key(self) -> &'static str {
        match self {
            Self::Tasks => "tareas",
            Self::Writing => "escribir",
            Self::Conflict => "dos-personas",
            Self::Preview => "asi-se-vera",
            Self::Sending => "enviar",
            Self::Receipt => "acuse",
            Self::Confirming => "confirmacion",
            Self::Queue => "fila",
            Self::Deciding => "decidir",
            Self::Batch => "varios-casos",
            Self::Statistics => "estadistica",
            Self::Notifications => "notificaciones",
            Self::Framing => "encuadre",
            Self::Versions => "versiones",
            Self::Lot => "lote",
            Self::Evidence => "constancia",
            Self::Correcting => "corregir-lo-publicado",
        }
    }

    /// Its help for somebody in this role: from the role's own manual if that has it, otherwise from the first that does.
    pub(crate) fn help(self, role: Role) -> Option<Help> {
        let own = of_role(role);
        let others = ALL.iter().filter(|manual| manual.slug != own);
        let first = ALL.iter().find(|manual| manual.slug == own);
        first.into_iter().chain(others).find_map(|manual| {
            let section = manual.section(self.key())?;
            Some(Help {
                title: section.title.to_owned(),
                text: Prose::manual(section.body, false),
                href: format!("{HELP_PATH}/{}", manual.slug),
            })
        })
    }
}

/// The manual written for a role.
const fn of_role(role: Role) -> &'static str {
    match role {
        Role::Candidate | Role::Independent => "candidatura",
        Role::Supervisor => "supervision",
        Role::PartyRepresentative | Role::Capturer => "partido",
        Role::Validator => "validacion",
        Role::Administrator | Role::Auditor | Role::Registrar => "administracion",
    }
}

/// A section of a manual.
struct Section<'a> {
    title: &'a str,
    body: &'a str,
}

impl Manual {
    /// The manual with this address.
    pub(crate) fn of(slug: &str) -> Option<&'static Self> {
        ALL.iter().find(|manual| manual.slug == slug)
    }

    /// What its first line calls it.
    pub(crate) fn title(&self) -> &str {
        let first = self.text.lines().find_map(|line| line.strip_prefix("# "));
        first.unwrap_or(self.slug)
    }

    /// The whole text without its title, with its pictures.
    pub(crate) fn prose(&self) -> Prose {
        let body = self.text.split_once('\n').map_or("", |(_, body)| body);
        Prose::manual(body, true)
    }

    fn section(&self, key: &str) -> Option<Section<'_>> {
        let mark = format!("<!-- ayuda: {key} -->\n");
        let (_, rest) = self.text.split_once(&mark)?;
        let (heading, body) = rest.split_once('\n')?;
        let level = heading.bytes().take_while(|byte| *byte == b'#').count();
        if level == 0 {
            return None;
        }
        let ends = |line: &str| {
            let deep = line.bytes().take_while(|byte| *byte == b'#').count();
            (1..=level).contains(&deep)
        };
        let mut length = 0;
        for line in body.split_inclusive('\n') {
            if ends(line) || line.starts_with("<!-- ayuda:") {
                break;
            }
            length += line.len();
        }
        Some(Section {
            title: heading.trim_start_matches('#').trim(),
            body: body.get(..length)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_topic_has_help_for_every_role() {
        for topic in Topic::ALL {
            for role in Role::ALL {
                let help = topic
                    .help(role)
                    .unwrap_or_else(|| panic!("{topic:?} {role:?}"));
                assert!(!help.title.is_empty());
                let text = help.text.to_string();
                assert!(text.len() > 80, "{topic:?} says too little: {text}");
                assert!(!text.contains("ayuda:"), "{topic:?} shows its mark");
                assert!(
                    !text.contains("<h"),
                    "{topic:?}: a heading would jump the page's levels"
                );
            }
        }
    }

    #[test]
    fn every_mark_is_of_a_topic_and_stands_before_a_heading() {
        let known: BTreeSet<&str> = Topic::ALL.iter().map(|topic| topic.key()).collect();
        for manual in ALL {
            let marks = manual
                .text
                .lines()
                .filter_map(|line| line.strip_prefix("<!-- ayuda: ")?.strip_suffix(" -->"));
            for mark in marks {
                assert!(known.contains(mark), "{}: {mark}", manual.slug);
                assert!(manual.section(mark).is_some(), "{}: {mark}", manual.slug);
            }
        }
    }

    #[test]
    fn who_supervises_reads_the_manual_of_supervision() {
        let help = Topic::Deciding.help(Role::Supervisor).unwrap();
        assert!(help.href.ends_with("/supervision"));
        let help = Topic::Deciding.help(Role::Validator).unwrap();
        assert!(help.href.ends_with("/validacion"));
    }

    #[test]
    fn each_role_reads_of_what_it_does_in_its_own_manual() {
        use Topic::{
            Batch, Confirming, Conflict, Correcting, Deciding, Evidence, Framing, Lot,
            Notifications, Preview, Queue, Receipt, Sending, Statistics, Tasks, Versions, Writing,
        };
        let capture = [
            Tasks,
            Writing,
            Conflict,
            Framing,
            Preview,
            Sending,
            Receipt,
            Confirming,
            Versions,
            Notifications,
        ];
        let party = [&capture[..], &[Lot, Evidence]].concat();
        let own = [
            ("candidatura", capture.to_vec()),
            ("partido", party.clone()),
            (
                "supervision",
                [&party[..], &[Queue, Deciding, Batch]].concat(),
            ),
            (
                "validacion",
                vec![
                    Queue,
                    Deciding,
                    Batch,
                    Statistics,
                    Notifications,
                    Versions,
                    Confirming,
                ],
            ),
            (
                "administracion",
                vec![Statistics, Notifications, Versions, Correcting],
            ),
        ];
        for role in Role::ALL {
            let slug = of_role(role);
            let (_, topics) = own.iter().find(|(known, _)| *known == slug).unwrap();
            for topic in topics {
                let href = topic.help(role).unwrap().href;
                assert_eq!(href, format!("{HELP_PATH}/{slug}"), "{topic:?} {role}");
            }
        }
    }

    #[test]
    fn a_section_ends_where_the_next_of_its_level_begins() {
        let manual = Manual {
            slug: "x",
            text: "# X\n\n<!-- ayuda: escribir -->\n## Escribir\nuno\n### Más\ndos\n<!-- ayuda: enviar -->\n### Enviar\ntres\n## Otro\n",
        };
        let body = |key| manual.section(key).unwrap().body.to_owned();
        assert_eq!(body("escribir"), "uno\n### Más\ndos\n");
        assert_eq!(body("enviar"), "tres\n");
        assert!(manual.section("nada").is_none());
    }
}
