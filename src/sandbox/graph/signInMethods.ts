export type PhoneType = 'mobile' | 'alternateMobile' | 'office';

/** What somebody proves with who they are, beside the password; nothing of it stands in their profile. */
export interface SignInMethods {
  readonly phones?: { readonly [type in PhoneType]?: string };
  /** For resetting the password only. */
  readonly email?: string;
  /** The phone that multifactor authentication asks first. */
  readonly defaultPhone?: PhoneType;
}
