import { countryCodeOf } from './countries.ts';
import { type Field, longestText } from './fields.ts';
import { emptyOf, type FieldValue, isDay, isUnsafe, lineEnd, longestInput, noneChosen } from './kinds.ts';
import { parseSignInPhone } from './phoneNumbers.ts';

/** Why an entered text is no value of the field. The card shows it at the input. */
export type Problem =
  | { readonly kind: 'required' }
  | { readonly kind: 'tooLong'; readonly maxLength: number }
  | { readonly kind: 'tooMany'; readonly mostItems: number }
  | { readonly kind: 'control' }
  | { readonly kind: 'noSuchCountry'; readonly nearest: readonly string[] }
  | { readonly kind: 'notALanguage' }
  | { readonly kind: 'notYesOrNo' }
  | { readonly kind: 'notADate' }
  | { readonly kind: 'notAChoice'; readonly options: readonly string[] }
  | { readonly kind: 'notAnAddress'; readonly item: string }
  | { readonly kind: 'notAnAlias' }
  | { readonly kind: 'notVerified'; readonly domains: readonly string[] }
  | { readonly kind: 'phoneNeedsCountry' }
  | { readonly kind: 'notAPhone' }
  | { readonly kind: 'notAPerson' };

export type Parsed =
  | { readonly ok: true; readonly value: FieldValue }
  | { readonly ok: false; readonly problem: Problem };

/** What the tenant says of itself, as far as the viewer may read it. */
export interface TenantRules {
  /** The domains that a sign-in name may end with; empty where they can't be read, and Entra alone decides. */
  readonly verifiedDomains: readonly string[];
}

export const noTenantRules: TenantRules = { verifiedDomains: [] };

// https://learn.microsoft.com/graph/api/resources/user: of userPrincipalName these characters and no accents.
const upn = /^[\w'.!#^~-]+@[a-z\d-]+(\.[a-z\d-]+)+$/i;
// The rule for mailNickname is Exchange's: https://learn.microsoft.com/powershell/module/exchange/set-mailbox (Alias).
const alias = /^[a-z\d!#$%&'*+/=?^_`{|}~-]+(\.[a-z\d!#$%&'*+/=?^_`{|}~-]+)*$/i;
// "Can't contain accent characters": the same page as the first, of mail and otherMails.
// Not regardless of case: s and k have a counterpart beyond ASCII, and would be no letters then.
const mailAddress = /^[^\s@"<>(),;:\\[\]\u0080-\u{10ffff}]+@[A-Za-z\d-]+(\.[A-Za-z\d-]+)+$/u;
/** Before the at sign: https://learn.microsoft.com/entra/identity/hybrid/connect/plan-connect-userprincipalname. */
const longestUpnName = 64;
const objectId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Reads what was entered into an input of a field, strictly. Space around it is dropped; nothing else is mended.
 */
export function parseInput(field: Field, entered: string, tenant: TenantRules = noTenantRules): Parsed {
  const { kind } = field;
  const trimmed = entered.trim().replace(lineEnd, '\n');
  const isChosen = kind === 'choice' || kind === 'person';
  const text = isChosen && trimmed === noneChosen ? '' : trimmed;
  if (text === '') return field.clearable ? accept(emptyOf(kind)) : refuse({ kind: 'required' });
  if (isUnsafe(text, kind)) return refuse({ kind: 'control' });
  if (kind === 'textList' || kind === 'mailList') return parseLines(field, text);
  if (kind === 'personList') return parsePeople(field, text);
  const maxLength = kind === 'person' ? 36 : longestText(field);
  if (text.length > maxLength) return refuse({ kind: 'tooLong', maxLength });
  switch (kind) {
    case 'phoneList':
      return accept([text]);
    case 'country':
      return parseCountry(text);
    case 'language':
      // The form that Graph asks for: https://learn.microsoft.com/graph/api/resources/user (preferredLanguage).
      return /^[a-z]{2,3}(-[a-z]{4})?(-[a-z]{2}|-\d{3})?$/i.test(text)
        ? accept(canonicalLanguage(text))
        : refuse({ kind: 'notALanguage' });
    case 'yesNo':
      return text === 'true' || text === 'false' ? accept(text === 'true') : refuse({ kind: 'notYesOrNo' });
    case 'choice':
      return parseChoice(field.options ?? [], text);
    case 'date':
      return isDay(text) ? accept(`${text}T00:00:00Z`) : refuse({ kind: 'notADate' });
    case 'mail':
      return mailAddress.test(text) ? accept(text) : refuse({ kind: 'notAnAddress', item: text });
    case 'alias':
      return alias.test(text) ? accept(text) : refuse({ kind: 'notAnAlias' });
    case 'upn':
      return parseUpn(text, tenant);
    case 'signInPhone': {
      const { number, problem } = parseSignInPhone(text);
      return number === undefined ? refuse({ kind: problem }) : accept(number);
    }
    case 'person':
      return objectId.test(text) ? accept({ id: text, displayName: '' }) : refuse({ kind: 'notAPerson' });
    default:
      return accept(text);
  }
}

function parseLines(field: Field, text: string): Parsed {
  const items = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const maxLength = longestText(field);
  if (items.some((item) => item.length > maxLength)) return refuse({ kind: 'tooLong', maxLength });
  const { mostItems } = field;
  if (mostItems !== undefined && items.length > mostItems) return refuse({ kind: 'tooMany', mostItems });
  const longest = longestInput(field);
  if (text.length > longest) return refuse({ kind: 'tooLong', maxLength: longest });
  const wrong = field.kind === 'mailList' ? items.find((item) => !mailAddress.test(item)) : undefined;
  if (wrong !== undefined) return refuse({ kind: 'notAnAddress', item: wrong });
  return accept([...new Set(items)]);
}

/** Whoever is chosen comes as an object id; the names are the directory's to tell. */
function parsePeople(field: Field, text: string): Parsed {
  const ids = [...new Set(text.split(',').map((id) => id.trim().toLowerCase()))].filter(Boolean);
  if (ids.some((id) => !objectId.test(id))) return refuse({ kind: 'notAPerson' });
  const { mostItems } = field;
  if (mostItems !== undefined && ids.length > mostItems) return refuse({ kind: 'tooMany', mostItems });
  return accept(ids.map((id) => ({ id, displayName: '' })));
}

function parseChoice(options: readonly string[], text: string): Parsed {
  const chosen = options.find((option) => option.toLowerCase() === text.toLowerCase());
  return chosen === undefined ? refuse({ kind: 'notAChoice', options }) : accept(chosen);
}

function parseUpn(text: string, { verifiedDomains }: TenantRules): Parsed {
  if (!upn.test(text)) return refuse({ kind: 'notAnAddress', item: text });
  if (text.lastIndexOf('@') > longestUpnName) return refuse({ kind: 'tooLong', maxLength: longestUpnName });
  const domain = text.slice(text.lastIndexOf('@') + 1).toLowerCase();
  if (verifiedDomains.length > 0 && !verifiedDomains.some((one) => one.toLowerCase() === domain))
    return refuse({ kind: 'notVerified', domains: verifiedDomains });
  return accept(text);
}

function parseCountry(text: string): Parsed {
  const found = countryCodeOf(text);
  return found.code ? accept(found.code) : refuse({ kind: 'noSuchCountry', nearest: found.nearest });
}

function canonicalLanguage(text: string): string {
  return Intl.getCanonicalLocales(text)[0] ?? text;
}

function accept(value: FieldValue): Parsed {
  return { ok: true, value };
}

function refuse(problem: Problem): Parsed {
  return { ok: false, problem };
}
