import { type Answer, type Connector, cardAnswer, cardMessage, type Heard, oauthMessage } from './echoBot.ts';

const execute = (title: string, verb: string, more: object = {}) => ({
  type: 'Action.Execute',
  title,
  verb,
  data: { $edit: 'e1' },
  ...more,
});

/** A card with all that the page has to draw: texts, inputs of each kind, a section to open, actions. */
const sampleCard = (jobTitle: string, note?: string) => ({
  type: 'AdaptiveCard',
  version: '1.5',
  body: [
    {
      type: 'ColumnSet',
      columns: [
        {
          type: 'Column',
          width: 'stretch',
          items: [
            {
              type: 'TextBlock',
              text: 'Anneliese van der Linden',
              size: 'large',
              weight: 'bolder',
              wrap: true,
              style: 'heading',
            },
            {
              type: 'TextBlock',
              text: 'anneliese@northwind-harbor.example',
              isSubtle: true,
              spacing: 'none',
              wrap: true,
            },
          ],
        },
      ],
    },
    ...(note
      ? [{ type: 'Container', style: 'good', items: [{ type: 'TextBlock', text: note, wrap: true }] }]
      : []),
    {
      type: 'RichTextBlock',
      inlines: [
        { type: 'TextRun', text: 'Job title: ', weight: 'bolder' },
        { type: 'TextRun', text: jobTitle },
      ],
    },
    {
      type: 'Container',
      style: 'warning',
      items: [
        {
          type: 'TextBlock',
          text: 'Synced from on-premises: change it there.',
          wrap: true,
          color: 'warning',
        },
      ],
    },
    {
      type: 'ActionSet',
      actions: [{ type: 'Action.ToggleVisibility', title: 'Job', targetElements: ['section-job'] }],
    },
    {
      type: 'Container',
      id: 'section-job',
      isVisible: false,
      style: 'emphasis',
      items: [
        { type: 'Input.Text', id: 'jobTitle', label: 'Job title', value: jobTitle },
        {
          type: 'Input.Text',
          id: 'mobilePhone',
          label: 'Mobile phone',
          placeholder: 'None',
          value: '+31 6 12345678',
        },
        { type: 'Input.Date', id: 'employeeHireDate', label: 'Hire date', value: '2024-02-29' },
        {
          type: 'Input.ChoiceSet',
          id: 'usageLocation',
          label: 'Usage location',
          value: 'NL',
          choices: [
            { title: 'Netherlands', value: 'NL' },
            { title: 'Belgium', value: 'BE' },
          ],
        },
        { type: 'Input.Toggle', id: 'accountEnabled', label: 'Account', title: 'Enabled', value: 'true' },
        { type: 'Input.Text', id: '$form', value: '1', isVisible: false },
      ],
    },
  ],
  actions: [
    execute('Save', 'save', {
      style: 'positive',
      fallback: { type: 'Action.Submit', title: 'Save', data: { $verb: 'save' } },
    }),
    execute('Sign in and save', 'signIn'),
    execute('Fail', 'fail', { style: 'destructive', associatedInputs: 'none' }),
    { type: 'Action.OpenUrl', title: 'View in Entra admin center', url: 'https://entra.microsoft.com/' },
  ],
});

/** Answers with the sample card, so that the page can be tried without the bot. */
export async function answerSample(activity: Heard, connector: Connector): Promise<Answer | undefined> {
  if (activity.type === 'conversationUpdate')
    await connector.send({ type: 'message', text: 'Hello! Write a name, and I show you who that is.' });
  if (activity.type === 'message' && activity.text) {
    await connector.send({ type: 'typing' });
    if (activity.text === 'type') return undefined;
    if (activity.text === 'sign in')
      await connector.send(
        oauthMessage(`${new URL(activity.serviceUrl).origin}/sign-in/start?state=s1`, undefined),
      );
    else await connector.send(cardMessage(sampleCard('Engineer')));
  }
  if (activity.name !== 'adaptiveCard/action') return undefined;
  const { action, state } = activity.value as {
    action: { verb: string; data: { jobTitle?: string } };
    state?: string;
  };
  if (action.verb === 'fail') return { status: 500 };
  if (action.verb === 'signIn' && !state) {
    const button = {
      type: 'signin',
      title: 'Sign in',
      value: `${new URL(activity.serviceUrl).origin}/sign-in/start?state=s1`,
    };
    const value = { text: 'Please sign in to save.', connectionName: 'profile-desk', buttons: [button] };
    return cardAnswer(value, 401, 'application/vnd.microsoft.activity.loginRequest');
  }
  return cardAnswer(
    sampleCard(action.data.jobTitle ?? '(empty)', `Saved with ${JSON.stringify(action.data)}`),
  );
}
