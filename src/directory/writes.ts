import type { Step } from '../profile/plan.ts';

/** A write as Graph's API has it. */
export interface WriteRequest {
  readonly method: 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Path without the version. */
  readonly path: string;
  readonly body?: object;
}

// https://learn.microsoft.com/graph/api/resources/phoneauthenticationmethod (id)
const phoneIds: Readonly<Record<string, string>> = {
  mobile: '3179e48a-750b-4051-897c-87b9720928f7',
  alternateMobile: 'b6332ec1-7057-4abe-9331-3d72feddfe41',
  office: 'e37fc753-ff3b-4958-9484-eaa9425c82bc',
};
// https://learn.microsoft.com/graph/api/emailauthenticationmethod-update: the id is always this.
const emailId = '3ddfcfc8-9383-446f-83cc-3ab9be4be18f';

/**
 * The request of a step; a photo has its own, since it is no JSON.
 * @param baseUrl Graph's address, which references have to name.
 */
export function writeRequest(step: Exclude<Step, { kind: 'setPhoto' }>, baseUrl: string): WriteRequest {
  const user = `/users/${encodeURIComponent(step.personId)}`;
  const reference = (id: string) => ({ '@odata.id': `${baseUrl}/v1.0/directoryObjects/${id}` });
  const phones = `${user}/authentication/phoneMethods`;
  const emails = `${user}/authentication/emailMethods`;
  switch (step.kind) {
    case 'patchUser':
      return { method: 'PATCH', path: user, body: step.body };
    case 'setManager':
      return step.managerId === null
        ? { method: 'DELETE', path: `${user}/manager/$ref` }
        : { method: 'PUT', path: `${user}/manager/$ref`, body: reference(step.managerId) };
    case 'addSponsor':
      return { method: 'POST', path: `${user}/sponsors/$ref`, body: reference(step.sponsorId) };
    case 'removeSponsor':
      return { method: 'DELETE', path: `${user}/sponsors/${step.sponsorId}/$ref` };
    case 'addPhone': {
      const { phoneNumber, phoneType } = step;
      return { method: 'POST', path: phones, body: { phoneNumber, phoneType } };
    }
    case 'changePhone': {
      const { phoneNumber, phoneType } = step;
      return {
        method: 'PATCH',
        path: `${phones}/${phoneIds[phoneType]}`,
        body: { phoneNumber, phoneType },
      };
    }
    case 'removePhone':
      return { method: 'DELETE', path: `${phones}/${phoneIds[step.phoneType]}` };
    case 'addEmail':
      return { method: 'POST', path: emails, body: { emailAddress: step.emailAddress } };
    case 'changeEmail':
      return { method: 'PATCH', path: `${emails}/${emailId}`, body: { emailAddress: step.emailAddress } };
    case 'removeEmail':
      return { method: 'DELETE', path: `${emails}/${emailId}` };
  }
}

/** Whether a refusal means that the step was done before: a removal finds nothing left to remove. */
export function isDoneAlready(step: Step, status: number): boolean {
  const removes = ['removeSponsor', 'removePhone', 'removeEmail'].includes(step.kind);
  return status === 404 && (removes || (step.kind === 'setManager' && step.managerId === null));
}

/** Which of the bot's permissions a step needs. */
export function usesSignInMethods({ kind }: Step): boolean {
  return kind.endsWith('Phone') || kind.endsWith('Email');
}
