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

const countries = [
  ['AU', 'Australia'],
  ['BE', 'Belgium'],
  ['BV', 'Bouvet Island'],
  ['NL', 'Netherlands'],
  ['NC', 'New Caledonia'],
  ['NZ', 'New Zealand'],
  ['GS', 'South Georgia and the South Sandwich Islands'],
].map(([value, title]) => ({ title, value }));

/** A card to choose from by typing: one or several, among what the bot finds and among what the card has. */
const choosingCard = {
  type: 'AdaptiveCard',
  version: '1.5',
  body: [
    { type: 'TextBlock', text: 'Where to?', size: 'large', weight: 'bolder', style: 'heading' },
    {
      type: 'Input.ChoiceSet',
      id: 'country',
      label: 'Country',
      placeholder: 'Type a country',
      isRequired: true,
      errorMessage: 'Choose a country.',
      value: 'NL',
      choices: countries.slice(3, 4),
      'choices.data': { type: 'Data.Query', dataset: 'countries', associatedInputs: 'auto' },
    },
    {
      type: 'Input.ChoiceSet',
      id: 'others',
      label: 'Other countries',
      placeholder: 'Type more of them',
      isMultiSelect: true,
      'choices.data': { type: 'Data.Query', dataset: 'countries' },
    },
    {
      type: 'Input.ChoiceSet',
      id: 'island',
      label: 'Out of the card',
      style: 'filtered',
      placeholder: 'None',
      choices: countries,
    },
  ],
  actions: [execute('Go', 'go', { style: 'positive' })],
};

/** Pictures that a bot sends: beside a text, and in a card. */
const pictureOf = (width: number, height: number) =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs><linearGradient id="g"><stop stop-color="#4f52b2"/><stop offset="1" stop-color="#e0a030"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#g)"/></svg>`,
  )}`;
const pictureCard = {
  type: 'AdaptiveCard',
  version: '1.5',
  body: [
    {
      type: 'ColumnSet',
      columns: [
        {
          type: 'Column',
          width: 'auto',
          items: [
            {
              type: 'Image',
              url: pictureOf(96, 96),
              style: 'person',
              size: 'medium',
              altText: 'Photo of Anneliese',
            },
          ],
        },
        {
          type: 'Column',
          width: 'stretch',
          items: [
            { type: 'TextBlock', text: 'Use this as the photo of Anneliese van der Linden?', wrap: true },
          ],
        },
      ],
    },
    { type: 'Image', url: pictureOf(900, 500), altText: 'The new photo' },
  ],
};

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
    else if (activity.text === 'choose') await connector.send(cardMessage(choosingCard));
    else if (activity.text === 'picture') {
      const attachment = {
        contentType: 'image/svg+xml',
        contentUrl: pictureOf(300, 200),
        name: 'Example.svg',
      };
      await connector.send({ type: 'message', text: 'Like this one.', attachments: [attachment] });
      await connector.send(cardMessage(pictureCard));
    } else await connector.send(cardMessage(sampleCard('Engineer')));
  }
  if (activity.name === 'application/search') {
    const { queryText } = activity.value as { queryText: string };
    if (queryText === 'fail') return { status: 500 };
    const results = countries.filter(({ title }) => title?.toLowerCase().includes(queryText.toLowerCase()));
    return { body: { type: 'application/vnd.microsoft.search.searchResponse', value: { results } } };
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
