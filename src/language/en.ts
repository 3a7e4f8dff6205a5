/** The texts in English. Parameters are in ICU message syntax: https://formatjs.github.io/docs/core-concepts/icu-syntax. */
export const en = {
  'action.cancel': 'Cancel',
  'action.confirm': 'Confirm',
  'action.editAgain': 'Edit again',
  'action.editSection': 'Edit {section}',
  'action.edit': 'Edit',
  'action.grantConsent': 'Grant admin consent',
  'action.keepMine': 'Keep mine',
  'action.lookUpAgain': 'Look up again',
  'action.open': 'Open',
  'action.openPerson': 'Open the profile of {name}',
  'action.portal': 'View in Entra admin center',
  'action.save': 'Save',
  'action.showResult': 'Show result',
  'action.signIn': 'Sign in',
  'action.takeTheirs': 'Take theirs',
  'action.undo': 'Undo',

  'section.identity': 'Identity',
  'section.job': 'Job information',
  'section.contact': 'Contact information',
  'section.settings': 'Settings',

  'field.displayName': 'Display name',
  'field.givenName': 'First name',
  'field.surname': 'Last name',
  'field.preferredLanguage': 'Preferred language',
  'field.jobTitle': 'Job title',
  'field.department': 'Department',
  'field.companyName': 'Company name',
  'field.employeeId': 'Employee ID',
  'field.employeeType': 'Employee type',
  'field.officeLocation': 'Office location',
  'field.businessPhones': 'Business phone',
  'field.mobilePhone': 'Mobile phone',
  'field.faxNumber': 'Fax number',
  'field.streetAddress': 'Street address',
  'field.city': 'City',
  'field.state': 'State or province',
  'field.postalCode': 'ZIP or postal code',
  'field.country': 'Country or region',
  'field.usageLocation': 'Usage location',
  'field.accountEnabled': 'Account enabled',

  'value.empty': '(empty)',
  'value.none': '—',
  'value.yes': 'Yes',
  'value.no': 'No',

  'hint.usageLocation': 'A country by its name or two-letter code',
  'hint.preferredLanguage': 'A language tag such as en-US',

  'problem.required': 'This can’t be empty.',
  'problem.tooLong': 'At most {maxLength} characters.',
  'problem.control': 'This holds invisible control characters. Type it again by hand.',
  'problem.noSuchCountry':
    'No country of that name or code.{nearest, select, none {} other { Did you mean {nearest}?}}',
  'problem.notALanguage': 'Use a language tag such as en-US or nl.',
  'problem.notYesOrNo': 'Choose yes or no.',

  'lock.writesOff': 'Looking up only: the operator has switched changes off.',
  'lock.closedByOperator': 'Closed to editing by the operator of Profile Desk.',
  'lock.protected': 'This person is protected: the operator allows no changes here.',
  'lock.synced': 'Synced from on-premises Active Directory. Change it there.',
  'lock.notShowable': 'Too long or with characters that can’t be edited here. Use the Entra admin center.',

  'profile.manager': 'Manager',
  'profile.noManager': 'No manager',
  'profile.guest': 'Guest',
  'profile.disabled': 'Sign-in blocked',
  'profile.synced': 'Synced from on-premises',
  'profile.photoOf': 'Photo of {name}',
  'profile.fallback': 'The profile of somebody you looked up. Update Teams to see it.',
  'profile.summary': 'Profile',
  'profile.reason': 'Reason or ticket number',
  'profile.reasonRequired': 'Give a reason or a ticket number.',

  'form.mendInputs': 'Not saved yet: see the marked fields.',
  'form.notSubmitted': 'Nothing was saved yet.',
  'form.nothingChanged': 'Nothing was changed, so nothing was saved.',
  'form.nothingSent':
    'Your Teams client sent no values, so nothing was saved. Try again, or use another Teams client.',
  'form.notOurs': 'This card did not hold what was sent, so nothing was saved.',
  'form.reasonRequired': 'Not saved yet: give a reason or a ticket number.',
  'form.nowIs': 'In the directory: {value}',
  'form.reopened':
    'This is a fresh card: the old one had expired or belongs to somebody else. Nothing was saved. Check the values and save.',

  'outcome.saved': 'Saved',
  'outcome.notSaved': 'Not saved',
  'outcome.unknown': 'Not known whether it was saved',
  'outcome.mixed': 'Saved in part',
  'outcome.undone': 'Undone',
  'outcome.notUndone': 'Not undone',
  'outcome.cancelled': 'Cancelled. Nothing was saved.',
  'outcome.requestId': 'Microsoft Graph request: {requestId}',
  'outcome.lag': 'Other pages may show the old value for some minutes.',
  'outcome.lookAgain':
    'The directory gave no clear answer. Nothing is tried again by itself: press Show result in a moment.',

  'saving.title': 'Saving…',
  'saving.text': 'This takes longer than usual. The card changes by itself when it is done.',

  'confirm.title': 'Confirm this change',
  'confirm.accountDisabled':
    '{name} will not be able to sign in any more. Sessions that are open end within about an hour.',
  'confirm.accountEnabled': '{name} will be able to sign in again.',

  'conflict.title': 'Somebody else changed this meanwhile',
  'conflict.text': 'Nothing was saved. Choose which value to keep.',
  'conflict.seen': 'You saw',
  'conflict.theirs': 'Now',
  'conflict.mine': 'Yours',
  'conflict.others': 'Your other changes go along with either choice:',

  'failure.busy': 'Somebody else is saving this person just now. Wait a moment and save again.',
  'failure.closedByOperator': 'The operator of Profile Desk has closed this to editing meanwhile.',
  'failure.consentMissing': 'An administrator has not yet consented to Profile Desk changing profiles.',
  'failure.forbidden':
    'Microsoft Entra refused it. Either Profile Desk lacks a permission, or your role does not cover this field, or this person holds a role that outranks yours.',
  'failure.gone': 'This person is not in the directory any more.',
  'failure.interrupted': 'Profile Desk was interrupted before anything was sent. Save again.',
  'failure.misconfigured': 'Profile Desk’s own sign-in to Microsoft Entra fails. Tell its operator.',
  'failure.moreWanted': 'A Conditional Access policy wants a stronger sign-in than you have. Sign in again.',
  'failure.protected': 'This person is protected: the operator allows no changes here.',
  'failure.refused': 'Microsoft Entra does not accept this value or this combination of values.',
  'failure.signIn': 'Your sign-in has expired. Sign in and save again.',
  'failure.throttled': 'Microsoft Graph has too much to do just now. Save again in a minute.',
  'failure.unreachable': 'Microsoft Graph did not answer in time.',

  'list.title': '{count, plural, one {# person matches} other {# people match}} “{query}”',
  'list.more': 'There are more than these. Type more of the name, or a mail address.',
  'list.fallback': 'A list of people. Update Teams to see it.',
  'none.title': 'Nobody found for “{query}”',
  'none.text':
    'Names are searched by the beginning of each word, in any order. You can also type a mail address, a user principal name, an object ID or an employee ID. Somebody added a moment ago may not be found by name yet.',
  'none.tooLong': 'That is too long for a name. Type at most {maxLength} characters.',

  'signIn.title': 'Sign in to go on',
  'signIn.text':
    'Profile Desk looks people up and changes them with your own rights, so it needs you to sign in.',
  'signIn.again': 'Sign in again: {why}',
  'signIn.wrongAccount':
    'You signed in with another account than the one you use in Teams. Sign out, and sign in with this one.',
  'signIn.failed': 'Signing in did not work ({code}). Use the button to sign in.',
  'signIn.needed': 'You are not signed in. Type a name in the chat, and sign in when asked.',
  'signIn.policy':
    'A Conditional Access policy on Microsoft Graph wants more than this sign-in gives (code {code}, correlation ID {id}). Tell your administrator.',
  'signIn.done': 'You are signed in.',
  'signOut.done': 'You are signed out. The next look-up asks you to sign in.',
  'consent.title': 'An administrator’s consent is missing',
  'consent.text':
    'Profile Desk asks for {permissions} on behalf of whoever uses it. An administrator has to consent once for everybody.',

  'ask.who': 'Who are you looking for?',
  cancelled: 'Cancelled.',
  'cancel.nothing': 'There is nothing to cancel.',
  'error.title': 'Something went wrong',
  'error.text':
    'Profile Desk could not do this. Try again. If it goes on, give the operator this number: {id}',
  'error.slow': 'The directory did not answer in time. Try again.',
  'error.unreachable': 'The directory can’t be reached just now. Try again in a moment.',
  'error.throttled': 'The directory has too much to do just now. Try again in a minute.',
  'error.forbidden':
    'Microsoft Entra does not let you read this. Your role may not allow it, or an administrator has not consented.',
  'error.notFound': 'This person is not in the directory (any more).',
  'error.refused': 'The directory did not accept the search. Try other words.',
  'error.otherTenant': 'Profile Desk serves one organisation only, and you belong to another.',
  'error.unknownPerson': 'Teams did not say who you are, so Profile Desk can’t act for you.',
  'error.unknownCard': 'This card is too old. Look the person up again.',

  'welcome.title': 'Profile Desk',
  'welcome.text':
    'Type a name to look somebody up in Microsoft Entra ID. Open a section to change it, and press Save. You see each change before and after, and you can undo it for 24 hours.',
  'welcome.rights':
    'Everything happens with your own rights. Passwords, roles, new users and deletion stay in the Entra admin center.',
  'help.title': 'What you can type',
  'command.find': 'Look somebody up',
  'command.find.hint': 'find Anna Smith',
  'command.help': 'Show this help',
  'command.signOut': 'Sign out of Profile Desk',
  'command.cancel': 'Leave what is under way',
  'help.other':
    'Anything else you type is looked up: a name in any order, a mail address, a user principal name, an object ID or an employee ID.',
} as const;

export type MessageKey = keyof typeof en;
export type Catalogue = Readonly<Record<MessageKey, string>>;
