// Values that stand nowhere else, so that whatever holds one of them is found.

export const canary = 'Kanarie';
export const canaryPhone = '7099912';

/** What the directory holds of somebody. */
export const canaryProfile = {
  displayName: `${canary}-Naam`,
  givenName: `${canary}-Voornaam`,
  surname: `${canary}-Achternaam`,
  userPrincipalName: `${canary}-upn@northwind-harbor.example`,
  mail: `${canary}-mail@northwind-harbor.example`,
  jobTitle: `${canary}-Functie`,
  department: `${canary}-Afdeling`,
  streetAddress: `${canary}straat 1\n${canary}huis`,
  city: `${canary}stad`,
  businessPhones: [`+31 70 ${canaryPhone}`],
  mobilePhone: `+31 6 ${canaryPhone}`,
  employeeId: `${canary}-1`,
  companyName: `${canary}-Bedrijf`,
  officeLocation: `${canary}-Kantoor`,
  faxNumber: `+31 71 ${canaryPhone}`,
  otherMails: [`${canary}-ander@home.example`],
  aboutMe: `${canary} over mij`,
  skills: [`${canary}-kunst`],
};

/** What stands in addresses that let one in: of a file, and of a sign-in. */
const addressSigns = ['tempauth', 'sign-in/start'];
/** Longer than any id that happens to begin like it. */
const token = /eyJ[\w-]{30,}/;

/** @returns those of the canaries, and of other hidden values, that a text holds */
export function leaksIn(text: string, others: readonly string[] = []): string[] {
  const lower = text.toLowerCase();
  const found = [canary, canaryPhone, ...addressSigns, ...others].filter((hidden) =>
    lower.includes(hidden.toLowerCase()),
  );
  return token.test(text) ? [...found, 'a token'] : found;
}
