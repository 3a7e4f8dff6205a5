import type { Catalogue } from './en.ts';

/** The texts in Dutch. */
export const nl: Catalogue = {
  'action.cancel': 'Annuleren',
  'action.confirm': 'Bevestigen',
  'action.editAgain': 'Opnieuw bewerken',
  'action.editSection': '{section} bewerken',
  'action.edit': 'Bewerken',
  'action.grantConsent': 'Beheerderstoestemming geven',
  'action.keepMine': 'Mijn waarde houden',
  'action.lookUpAgain': 'Opnieuw opzoeken',
  'action.open': 'Openen',
  'action.openPerson': 'Profiel van {name} openen',
  'action.portal': 'Bekijken in het Entra-beheercentrum',
  'action.save': 'Opslaan',
  'action.showResult': 'Resultaat tonen',
  'action.signIn': 'Aanmelden',
  'action.takeTheirs': 'Andere waarde nemen',
  'action.undo': 'Ongedaan maken',

  'section.identity': 'Identiteit',
  'section.job': 'Functiegegevens',
  'section.contact': 'Contactgegevens',
  'section.settings': 'Instellingen',

  'field.displayName': 'Weergavenaam',
  'field.givenName': 'Voornaam',
  'field.surname': 'Achternaam',
  'field.preferredLanguage': 'Voorkeurstaal',
  'field.jobTitle': 'Functie',
  'field.department': 'Afdeling',
  'field.companyName': 'Bedrijfsnaam',
  'field.employeeId': 'Personeelsnummer',
  'field.employeeType': 'Type medewerker',
  'field.officeLocation': 'Kantoorlocatie',
  'field.businessPhones': 'Telefoon werk',
  'field.mobilePhone': 'Mobiele telefoon',
  'field.faxNumber': 'Faxnummer',
  'field.streetAddress': 'Adres',
  'field.city': 'Plaats',
  'field.state': 'Provincie of staat',
  'field.postalCode': 'Postcode',
  'field.country': 'Land of regio',
  'field.usageLocation': 'Gebruikslocatie',
  'field.accountEnabled': 'Account ingeschakeld',

  'value.empty': '(leeg)',
  'value.none': '—',
  'value.yes': 'Ja',
  'value.no': 'Nee',

  'hint.usageLocation': 'Een land, met zijn naam of tweeletterige code',
  'hint.preferredLanguage': 'Een taalcode zoals nl-NL',

  'problem.required': 'Dit mag niet leeg zijn.',
  'problem.tooLong': 'Ten hoogste {maxLength} tekens.',
  'problem.control': 'Hier staan onzichtbare stuurtekens in. Typ het opnieuw met de hand.',
  'problem.noSuchCountry':
    'Geen land met die naam of code.{nearest, select, none {} other { Bedoelt u {nearest}?}}',
  'problem.notALanguage': 'Gebruik een taalcode zoals nl-NL of en.',
  'problem.notYesOrNo': 'Kies ja of nee.',

  'lock.writesOff': 'Alleen opzoeken: de beheerder heeft wijzigen uitgezet.',
  'lock.closedByOperator': 'Door de beheerder van Profile Desk gesloten voor bewerken.',
  'lock.protected': 'Deze persoon is beschermd: de beheerder staat hier geen wijzigingen toe.',
  'lock.synced': 'Gesynchroniseerd vanuit de lokale Active Directory. Wijzig het daar.',
  'lock.notShowable':
    'Te lang of met tekens die hier niet te bewerken zijn. Gebruik het Entra-beheercentrum.',

  'profile.manager': 'Manager',
  'profile.noManager': 'Geen manager',
  'profile.guest': 'Gast',
  'profile.disabled': 'Aanmelden geblokkeerd',
  'profile.synced': 'Gesynchroniseerd vanuit on-premises',
  'profile.photoOf': 'Foto van {name}',
  'profile.fallback': 'Het profiel van iemand die u hebt opgezocht. Werk Teams bij om het te zien.',
  'profile.summary': 'Profiel',
  'profile.reason': 'Reden of ticketnummer',
  'profile.reasonRequired': 'Geef een reden of een ticketnummer.',

  'form.mendInputs': 'Nog niet opgeslagen: zie de gemarkeerde velden.',
  'form.notSubmitted': 'Er is nog niets opgeslagen.',
  'form.nothingChanged': 'Er is niets gewijzigd, dus niets opgeslagen.',
  'form.nothingSent':
    'Uw Teams-client stuurde geen waarden, dus er is niets opgeslagen. Probeer het opnieuw, of gebruik een andere Teams-client.',
  'form.notOurs': 'Deze kaart bevatte niet wat er is gestuurd, dus er is niets opgeslagen.',
  'form.reasonRequired': 'Nog niet opgeslagen: geef een reden of een ticketnummer.',
  'form.nowIs': 'In de directory: {value}',
  'form.reopened':
    'Dit is een nieuwe kaart: de oude was verlopen of is van iemand anders. Er is niets opgeslagen. Controleer de waarden en sla op.',

  'outcome.saved': 'Opgeslagen',
  'outcome.notSaved': 'Niet opgeslagen',
  'outcome.unknown': 'Niet bekend of het is opgeslagen',
  'outcome.mixed': 'Gedeeltelijk opgeslagen',
  'outcome.undone': 'Ongedaan gemaakt',
  'outcome.notUndone': 'Niet ongedaan gemaakt',
  'outcome.cancelled': 'Geannuleerd. Er is niets opgeslagen.',
  'outcome.requestId': 'Verzoek aan Microsoft Graph: {requestId}',
  'outcome.lag': 'Andere pagina’s kunnen nog enkele minuten de oude waarde tonen.',
  'outcome.lookAgain':
    'De directory gaf geen duidelijk antwoord. Er wordt niets vanzelf opnieuw geprobeerd: druk straks op Resultaat tonen.',

  'saving.title': 'Bezig met opslaan…',
  'saving.text': 'Dit duurt langer dan gewoonlijk. De kaart verandert vanzelf als het klaar is.',

  'confirm.title': 'Bevestig deze wijziging',
  'confirm.accountDisabled':
    '{name} kan zich niet meer aanmelden. Open sessies eindigen binnen ongeveer een uur.',
  'confirm.accountEnabled': '{name} kan zich weer aanmelden.',

  'conflict.title': 'Iemand anders heeft dit intussen gewijzigd',
  'conflict.text': 'Er is niets opgeslagen. Kies welke waarde blijft.',
  'conflict.seen': 'U zag',
  'conflict.theirs': 'Nu',
  'conflict.mine': 'De uwe',
  'conflict.others': 'Uw andere wijzigingen gaan met beide keuzes mee:',

  'failure.busy': 'Iemand anders slaat deze persoon op dit moment op. Wacht even en sla opnieuw op.',
  'failure.closedByOperator': 'De beheerder van Profile Desk laat dit intussen niet meer wijzigen.',
  'failure.consentMissing':
    'Een beheerder heeft nog geen toestemming gegeven om met Profile Desk profielen te wijzigen.',
  'failure.forbidden':
    'Microsoft Entra weigerde het. Profile Desk mist een machtiging, of uw rol dekt dit veld niet, of deze persoon heeft een rol boven de uwe.',
  'failure.gone': 'Deze persoon staat niet meer in de directory.',
  'failure.interrupted': 'Profile Desk werd onderbroken voordat er iets was verstuurd. Sla opnieuw op.',
  'failure.misconfigured':
    'De aanmelding van Profile Desk bij Microsoft Entra mislukt. Meld het de beheerder.',
  'failure.moreWanted':
    'Een beleid voor voorwaardelijke toegang vraagt een sterkere aanmelding. Meld u opnieuw aan.',
  'failure.protected': 'Deze persoon is beschermd: de beheerder staat hier geen wijzigingen toe.',
  'failure.refused': 'Microsoft Entra aanvaardt deze waarde of deze combinatie van waarden niet.',
  'failure.signIn': 'Uw aanmelding is verlopen. Meld u aan en sla opnieuw op.',
  'failure.throttled': 'Microsoft Graph heeft het nu te druk. Sla over een minuut opnieuw op.',
  'failure.unreachable': 'Microsoft Graph antwoordde niet op tijd.',

  'list.title': '{count, plural, one {# persoon past} other {# personen passen}} bij “{query}”',
  'list.more': 'Er zijn er meer dan deze. Typ meer van de naam, of een e-mailadres.',
  'list.fallback': 'Een lijst met personen. Werk Teams bij om die te zien.',
  'none.title': 'Niemand gevonden voor “{query}”',
  'none.text':
    'Namen worden gezocht op het begin van elk woord, in elke volgorde. U kunt ook een e-mailadres, een user principal name, een object-id of een personeelsnummer typen. Wie net is toegevoegd, is misschien nog niet op naam te vinden.',
  'none.tooLong': 'Dat is te lang voor een naam. Typ ten hoogste {maxLength} tekens.',

  'signIn.title': 'Meld u aan om verder te gaan',
  'signIn.text':
    'Profile Desk zoekt mensen op en wijzigt ze met uw eigen rechten, dus u moet zich aanmelden.',
  'signIn.again': 'Meld u opnieuw aan: {why}',
  'signIn.wrongAccount':
    'U hebt zich met een ander account aangemeld dan dat van Teams. Meld u af, en meld u met dit account aan.',
  'signIn.failed': 'Het aanmelden lukte niet ({code}). Gebruik de knop om u aan te melden.',
  'signIn.needed': 'U bent niet aangemeld. Typ een naam in de chat, en meld u aan als dat wordt gevraagd.',
  'signIn.policy':
    'Een beleid voor voorwaardelijke toegang op Microsoft Graph vraagt meer dan deze aanmelding geeft (code {code}, correlatie-id {id}). Meld het uw beheerder.',
  'signIn.done': 'U bent aangemeld.',
  'signOut.done': 'U bent afgemeld. Bij de volgende opzoeking wordt gevraagd u aan te melden.',
  'consent.title': 'De toestemming van een beheerder ontbreekt',
  'consent.text':
    'Profile Desk vraagt {permissions} namens wie het gebruikt. Een beheerder moet daar eenmaal voor iedereen toestemming voor geven.',

  'ask.who': 'Wie zoekt u?',
  cancelled: 'Geannuleerd.',
  'cancel.nothing': 'Er is niets te annuleren.',
  'error.title': 'Er ging iets mis',
  'error.text':
    'Profile Desk kon dit niet doen. Probeer het opnieuw. Gaat het door, geef de beheerder dan dit nummer: {id}',
  'error.slow': 'De directory antwoordde niet op tijd. Probeer het opnieuw.',
  'error.unreachable': 'De directory is nu niet te bereiken. Probeer het zo opnieuw.',
  'error.throttled': 'De directory heeft het nu te druk. Probeer het over een minuut opnieuw.',
  'error.forbidden':
    'Microsoft Entra laat u dit niet lezen. Uw rol staat het misschien niet toe, of een beheerder heeft geen toestemming gegeven.',
  'error.notFound': 'Deze persoon staat niet (meer) in de directory.',
  'error.refused': 'De directory aanvaardde de zoekopdracht niet. Probeer andere woorden.',
  'error.otherTenant': 'Profile Desk werkt voor één organisatie, en u hoort bij een andere.',
  'error.unknownPerson': 'Teams zei niet wie u bent, dus Profile Desk kan niet voor u handelen.',
  'error.unknownCard': 'Deze kaart is te oud. Zoek de persoon opnieuw op.',

  'welcome.title': 'Profile Desk',
  'welcome.text':
    'Typ een naam om iemand op te zoeken in Microsoft Entra ID. Open een onderdeel om het te wijzigen, en druk op Opslaan. U ziet elke wijziging voor en na, en u kunt die 24 uur lang ongedaan maken.',
  'welcome.rights':
    'Alles gebeurt met uw eigen rechten. Wachtwoorden, rollen, nieuwe gebruikers en verwijderen blijven in het Entra-beheercentrum.',
  'help.title': 'Wat u kunt typen',
  'command.find': 'Iemand opzoeken',
  'command.find.hint': 'zoek Anna Smith',
  'command.help': 'Deze hulp tonen',
  'command.signOut': 'Afmelden bij Profile Desk',
  'command.cancel': 'Stoppen met wat bezig is',
  'help.other':
    'Al het andere dat u typt wordt opgezocht: een naam in elke volgorde, een e-mailadres, een user principal name, een object-id of een personeelsnummer.',
};
