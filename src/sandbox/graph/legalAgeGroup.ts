import type { DirectoryUser } from './directory.ts';

/**
 * `legalAgeGroupClassification`, "read-only and calculated based on ageGroup and consentProvidedForMinor properties":
 * https://learn.microsoft.com/graph/api/resources/user#legal-age-group-property-definitions. What a minor is without
 * consent the page leaves open; its name for that is taken.
 */
export function legalAgeGroupOf({ ageGroup, consentProvidedForMinor }: DirectoryUser): string | null {
  if (ageGroup === 'Adult' || ageGroup === 'NotAdult') return ageGroup;
  if (ageGroup !== 'Minor') return null;
  if (consentProvidedForMinor === 'Granted') return 'MinorWithParentalConsent';
  if (consentProvidedForMinor === 'NotRequired') return 'MinorNoParentalConsentRequired';
  return 'MinorWithOutParentalConsent';
}
