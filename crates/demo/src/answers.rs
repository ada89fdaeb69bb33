//! Answers to a questionnaire, whatever it asks: each field by its kind, with words for the fields that are known.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use domain::profile::Counting;
use domain::questionnaire::{
    Answer, Answers, Catalogue, Definition, Field, FieldKind, Format, Photograph, Section,
};
use domain::registry::Gender;

use crate::chance::Chance;
use crate::corpus;
use crate::prose::{self, Length, Size, Subject};
use crate::sentence::Scene;

/// Somebody who answers: the same voice gives the same answers whenever it is asked.
#[derive(Debug, Clone)]
pub(crate) struct Voice<'a> {
    /// Decides every answer.
    pub(crate) seed: u64,
    /// Decides the proposals: who shares it copies them.
    pub(crate) proposals: u64,
    /// How long the person writes.
    pub(crate) length: Length,
    /// The person's gender.
    pub(crate) gender: Gender,
    /// The territory of the race with its article.
    pub(crate) territory: &'a str,
    /// Names of places around it.
    pub(crate) places: &'a [String],
    /// First and last year of the working life.
    pub(crate) years: (i16, i16),
    /// The photographs that there are, without words.
    pub(crate) portraits: &'a [Photograph],
    /// The person's name, for the words of the photograph.
    pub(crate) name: String,
    /// What the addresses of contact begin with.
    pub(crate) handle: String,
}

/// One in so many has no political path and says so by ticking it.
const WITHOUT_PATH: f64 = 0.18;

type Rules = BTreeMap<&'static str, Vec<(Option<&'static str>, Vec<(&'static str, u32)>)>>;

static CHOICES: LazyLock<Rules> = LazyLock::new(|| {
    let mut rules = Rules::new();
    for rule in corpus::choice_rules() {
        let Some((head, options)) = rule.split_once(':') else {
            continue;
        };
        let words: Vec<&str> = options.split_whitespace().collect();
        let weighted = words
            .chunks_exact(2)
            .map(|pair| (pair[0], pair[1].parse().unwrap_or(1)))
            .collect();
        let (field, when) = match head.split_once(" when ") {
            Some((field, option)) => (field.trim(), Some(option.trim())),
            None => (head.trim(), None),
        };
        rules.entry(field).or_default().push((when, weighted));
    }
    rules
});

/// The complete answers to one section.
pub(crate) fn section(
    definition: &Definition,
    section: &Section,
    counting: Counting,
    voice: &Voice<'_>,
) -> Answers {
    let choices = choices(definition, voice);
    let mut answers = Answers::default();
    for field in &section.fields {
        if field.is_asked(&choices) {
            answers.set(
                field.key.clone(),
                answer(field, section, &choices, counting, voice),
            );
        }
    }
    answers
}

/// The answers to a section as they stand when somebody leaves in the middle: less of everything.
pub(crate) fn unfinished(section: &Section, whole: &Answers, chance: &mut Chance) -> Answers {
    let mut answers = Answers::default();
    for field in &section.fields {
        let answer = whole.get(&field.key).and_then(|answer| match answer {
            Answer::Text(text) if matches!(field.kind, FieldKind::Paragraph { .. }) => {
                let kept = text.chars().count() * 2 / 5;
                let words: String = text.chars().take(kept).collect();
                let words = words.rsplit_once(' ').map_or("", |(words, _)| words);
                let words = words.trim_end();
                (!words.is_empty() && chance.odds(0.8)).then(|| Answer::Text(words.to_owned()))
            }
            Answer::List(lines) => Some(Answer::List(lines.iter().take(1).cloned().collect())),
            other => chance.odds(0.8).then(|| other.clone()),
        });
        answers.set(field.key.clone(), answer);
    }
    answers
}

/// The section's current answers with one text improved; none if it has no text to improve.
pub(crate) fn improved(
    section: &Section,
    current: &Answers,
    counting: Counting,
    voice: &Voice<'_>,
    chance: &mut Chance,
) -> Answers {
    let mut answers = Answers::default();
    for field in &section.fields {
        answers.set(field.key.clone(), current.get(&field.key).cloned());
    }
    let texts: Vec<&Field> = section
        .fields
        .iter()
        .filter(|field| {
            current
                .get(&field.key)
                .is_some_and(|answer| answer.text().is_some())
        })
        .filter(|field| matches!(field.kind, FieldKind::Paragraph { .. }))
        .collect();
    if texts.is_empty() {
        return answers;
    }
    let field = *chance.pick(&texts);
    if let (FieldKind::Paragraph { min, max, .. }, Some(text)) =
        (&field.kind, current.get(&field.key).and_then(Answer::text))
    {
        let mut scene = voice.scene();
        let size = size(*min, *max, counting);
        if let Some(text) = prose::retouched(field.key.as_str(), text, size, &mut scene, chance) {
            answers.set(field.key.clone(), Some(Answer::Text(text)));
        }
    }
    answers
}

impl<'a> Voice<'a> {
    fn scene(&self) -> Scene<'a> {
        Scene::new(self.gender, self.territory, self.places, self.years)
    }

    fn chance(&self, field: &Field) -> Chance {
        Chance::about(self.seed, field.key.as_str())
    }
}

fn size(min: u32, max: u32, counting: Counting) -> Size {
    let characters = |limit: u32| usize::try_from(limit).unwrap_or(usize::MAX);
    Size {
        min: characters(min),
        max: characters(max),
        counting,
    }
}

/// Every choice of the questionnaire, which skip logic hangs on.
fn choices(definition: &Definition, voice: &Voice<'_>) -> Answers {
    let mut answers = Answers::default();
    for field in definition.fields() {
        if let FieldKind::Choice { catalogue } = &field.kind
            && field.is_asked(&answers)
            && let Some(catalogue) = definition.catalogue(catalogue)
        {
            let option = choice(field, catalogue, &answers, &mut voice.chance(field));
            answers.set(field.key.clone(), option.map(Answer::Text));
        }
    }
    answers
}

/// An option: as often as the rules for this field say, or each as often as the others.
fn choice(
    field: &Field,
    catalogue: &Catalogue,
    earlier: &Answers,
    chance: &mut Chance,
) -> Option<String> {
    let before = field
        .condition
        .as_ref()
        .and_then(|condition| earlier.get(&condition.field))
        .and_then(Answer::text);
    let known = CHOICES.get(field.key.as_str()).into_iter().flatten();
    let rule = known
        .filter(|(when, _)| when.is_none() || *when == before)
        .flat_map(|(_, weighted)| weighted)
        .filter(|(option, _)| catalogue.option(option).is_some())
        .copied()
        .collect::<Vec<_>>();
    match chance.weighted(&rule) {
        Some(option) => Some((*option).to_owned()),
        None if catalogue.options.is_empty() => None,
        None => Some(chance.pick(&catalogue.options).key.to_string()),
    }
}

fn answer(
    field: &Field,
    section: &Section,
    choices: &Answers,
    counting: Counting,
    voice: &Voice<'_>,
) -> Option<Answer> {
    let mut chance = voice.chance(field);
    match &field.kind {
        FieldKind::Choice { .. } => choices.get(&field.key).cloned(),
        FieldKind::Paragraph {
            min,
            max,
            declarable,
        } => {
            if declarable.is_some() && voice.length == Length::Natural && chance.odds(WITHOUT_PATH)
            {
                return Some(Answer::DECLARED);
            }
            let size = size(*min, *max, counting);
            Some(Answer::Text(paragraph(field, size, voice, chance)))
        }
        FieldKind::Line { format, max } => {
            (field.required || field.recommended || chance.odds(0.5))
                .then(|| line(field, *format, 0, voice, &mut chance))
                .filter(|line| fits(line, *max, counting))
                .map(Answer::Text)
        }
        FieldKind::List {
            format,
            max,
            entries,
        } => {
            let demanded = field.required || leads_group(field, section);
            let count = entries_of(demanded, usize::from(*entries), voice.length, &mut chance);
            let lines: Vec<String> = (0..count)
                .map(|number| line(field, *format, number, voice, &mut chance))
                .filter(|line| fits(line, *max, counting))
                .collect();
            (!lines.is_empty()).then_some(Answer::List(lines))
        }
        FieldKind::Photograph { max, .. } => photograph(*max, voice, &mut chance),
    }
}

/// One of the drawings, told as what it is.
fn photograph(max: u32, voice: &Voice<'_>, chance: &mut Chance) -> Option<Answer> {
    if voice.portraits.is_empty() {
        return None;
    }
    let most = usize::try_from(max).unwrap_or(usize::MAX);
    let words = format!("Dibujo en lugar de la fotografía de {}", voice.name);
    let photograph = Photograph {
        described: words.chars().take(most).collect(),
        ..chance.pick(voice.portraits).clone()
    };
    Some(Answer::Photograph { photograph })
}

/// Proposals come from what they are shared by; everything else from the person.
fn paragraph(field: &Field, size: Size, voice: &Voice<'_>, own: Chance) -> String {
    let key = field.key.as_str();
    let subject = Subject {
        person: voice.seed,
        proposals: voice.proposals,
    };
    let shared = key.starts_with("propuesta") && voice.proposals != voice.seed;
    if shared {
        // A copied text says nothing of who copied it.
        let places = ["la capital".to_owned()];
        let mut scene = Scene::new(Gender::NonBinary, "la entidad", &places, voice.years);
        let mut chance = Chance::about(voice.proposals, key);
        return prose::write(key, subject, size, Length::Natural, &mut scene, &mut chance);
    }
    let mut chance = own;
    prose::write(
        key,
        subject,
        size,
        voice.length,
        &mut voice.scene(),
        &mut chance,
    )
}

/// Whether the field is the one that answers for a group of which one is demanded: the second, or the first if
/// there is no other.
fn leads_group(field: &Field, section: &Section) -> bool {
    section.at_least_one.as_ref().is_some_and(|group| {
        let leader = group.fields.get(1).or(group.fields.first());
        leader == Some(&field.key)
    })
}

fn entries_of(demanded: bool, most: usize, length: Length, chance: &mut Chance) -> usize {
    let least = usize::from(demanded);
    match length {
        Length::Shortest => least,
        Length::Longest => most,
        Length::Natural if chance.odds(0.55) => least,
        Length::Natural => (1 + chance.below(4) / 2).min(most),
    }
}

fn fits(line: &str, max: u32, counting: Counting) -> bool {
    prose::count(line, counting) <= usize::try_from(max).unwrap_or(usize::MAX)
}

/// One line. Addresses lead nowhere: their domain is reserved for examples or nobody can have the account, and no
/// telephone begins with zeros.
fn line(
    field: &Field,
    format: Format,
    number: usize,
    voice: &Voice<'_>,
    chance: &mut Chance,
) -> String {
    let key = field.key.as_str();
    let more = if number == 0 {
        String::new()
    } else {
        format!("-{}", number + 1)
    };
    match format {
        Format::Phone => format!("000 000 {:04}", chance.below(10_000)),
        Format::Email => format!("{}{more}@{}.example", voice.handle, host(key)),
        Format::Link => {
            let invented = format!("{NO_ACCOUNT}{}{more}", voice.handle);
            let page = field.site.as_ref().and_then(|site| site.page_of(&invented));
            page.unwrap_or_else(|| format!("https://{}.example/{}{more}", host(key), voice.handle))
        }
        Format::Text => {
            let course = corpus::sentences_of("cursos");
            if key == "cursos" {
                chance.pick(course).fill(&mut voice.scene(), chance)
            } else {
                address(voice, chance)
            }
        }
    }
}

/// How the invented accounts begin. No network has an account so called: X, Instagram, TikTok and Facebook take no
/// hyphens, and a handle of YouTube has at most thirty signs.
const NO_ACCOUNT: &str = "cuenta-de-demostracion-que-no-existe-";

/// The name of a host for addresses of this field.
fn host(field: &str) -> String {
    match field {
        "correo" | "correo_interno" => "correo".to_owned(),
        "pagina_web" => "campana".to_owned(),
        _ => "red-social".to_owned(),
    }
}

fn address(voice: &Voice<'_>, chance: &mut Chance) -> String {
    format!(
        "Calle {} {}, colonia {}, {}",
        chance.pick::<&str>(corpus::places("calles")),
        1 + chance.below(900),
        chance.pick::<&str>(corpus::places("colonias")),
        chance.pick::<String>(voice.places),
    )
}
