//! The candidacies of the stories, by the keys of their rows.

use domain::activity::Author;
use domain::id::CandidacyId;
use domain::registry::Candidacy;

use super::World;

/// The columns of the registry files of the stories.
const HEADER: &str = "clave,cargo,territorio,numero,calidad,partido,convenio,nombre,primer_apellido,segundo_apellido,\
                      sobrenombre,sexo,fecha_nacimiento,curp";

impl World {
    /// Registers the candidacies that every story knows: two of `mc`, one of a coalition, two independents.
    pub(super) async fn register(&self) {
        let (place, coalition) = self.coalition_of("pan");
        let rows = [
            (
                "MC-1",
                "distrito-06",
                "propietaria",
                "mc",
                "",
                "Itzel",
                "O'Dam",
                "Ríos",
            ),
            (
                "MC-1S",
                "distrito-06",
                "suplente",
                "mc",
                "",
                "Lucía",
                "Peña",
                "",
            ),
            (
                "MC-2",
                "distrito-07",
                "propietaria",
                "mc",
                "",
                "José Ángel",
                "Ibáñez",
                "Núñez",
            ),
            (
                "MC-2S",
                "distrito-07",
                "suplente",
                "mc",
                "",
                "Xóchitl",
                "Órnelas",
                "",
            ),
            (
                "PAN-1",
                place.as_str(),
                "propietaria",
                "pan",
                coalition.as_str(),
                "Tomás",
                "Güemes",
                "",
            ),
            (
                "PAN-1S",
                place.as_str(),
                "suplente",
                "pan",
                coalition.as_str(),
                "Óscar",
                "Ávila",
                "",
            ),
            (
                "IND-1",
                "distrito-08",
                "propietaria",
                "",
                "",
                "María Fernanda",
                "de la Cruz",
                "",
            ),
            (
                "IND-1S",
                "distrito-08",
                "suplente",
                "",
                "",
                "Ñandú",
                "Quiñones",
                "",
            ),
            (
                "IND-2",
                "distrito-09",
                "propietaria",
                "",
                "",
                "Nayeli",
                "Zúñiga",
                "",
            ),
            (
                "IND-2S",
                "distrito-09",
                "suplente",
                "",
                "",
                "Gael",
                "Ochoa",
                "",
            ),
        ];
        let mut file = format!("{HEADER}\n");
        for (key, place, calling, party, agreement, given, first, second) in rows {
            file += &format!(
                "{key},diputacion-mr,{place},,{calling},{party},{agreement},{given},{first},{second},,mujer,1984-03-21,\n"
            );
        }
        let report = self
            .app
            .import_registry(
                file.as_bytes(),
                Author::System,
                &app::registry::ImportOptions::default(),
            )
            .await
            .unwrap();
        assert!(report.errors.is_empty(), "{:?}", report.errors);
        for (key, ..) in rows {
            let candidacy = self.app.registered_candidacy(key).await.unwrap().unwrap();
            self.registry
                .lock()
                .unwrap()
                .insert(key.to_owned(), candidacy.id);
        }
    }

    /// Imports these rows too, as of now, in the columns of [`HEADER`].
    pub async fn import(&self, rows: &[&str]) {
        let file = format!("{HEADER}\n{}\n", rows.join("\n"));
        let options = app::registry::ImportOptions::default();
        let report = self
            .app
            .import_registry(file.as_bytes(), Author::System, &options)
            .await
            .unwrap();
        assert!(report.errors.is_empty(), "{:?}", report.errors);
        for row in rows {
            self.know(row.split(',').next().unwrap()).await;
        }
    }

    /// Takes a registered candidacy among those that stories name by their key.
    pub async fn know(&self, key: &str) {
        let candidacy = self.registered(key).await;
        let mut registry = self.registry.lock().unwrap();
        registry.insert(key.to_owned(), candidacy.id);
    }

    /// A district in which `party` captures for a coalition, and the coalition.
    fn coalition_of(&self, party: &str) -> (String, String) {
        let party = party.parse().unwrap();
        let office = "diputacion-mr".parse().unwrap();
        let captures = |place: &String| {
            let found =
                self.app
                    .profile
                    .capturing_party(&office, &place.parse().unwrap(), &party)?;
            let agreement = found.agreement.filter(|_| found.captures.key == party)?;
            Some((place.clone(), agreement.key.to_string()))
        };
        let mut districts = (1..=5).map(|number| format!("distrito-{number:02}"));
        districts
            .find_map(|place| captures(&place))
            .expect("the party captures for its coalition in one of them")
    }

    /// The candidacy of a row.
    pub fn candidacy(&self, key: &str) -> CandidacyId {
        self.registry.lock().unwrap()[key]
    }

    /// The candidacy of a row as it stands.
    pub async fn registered(&self, key: &str) -> Candidacy {
        self.app.registered_candidacy(key).await.unwrap().unwrap()
    }
}
