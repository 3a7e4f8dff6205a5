import { HostConfig } from 'adaptivecards';

// Sizes and limits are those of Teams: 12/14/14/18/24 px in the weights 200, 400 and 600, six actions in a row, and inputs with a
// label above them. Source: the host configuration “microsoft-teams-light.json” of Microsoft's card designer
// (https://github.com/microsoft/AdaptiveCards, source/nodejs/adaptivecards-designer/src/hostConfigs) and
// https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/design-effective-cards.
// The colours are variables of card.css, so that a change of theme draws no card anew and nothing that is typed is lost.

const names = ['default', 'dark', 'light', 'accent', 'good', 'warning', 'attention'] as const;

function foregroundColors() {
  const colorOf = (name: string) => ({
    default: `var(--card-${name})`,
    subtle: `var(--card-${name}-subtle)`,
    highlightColors: { default: 'var(--card-highlight)', subtle: 'var(--card-highlight)' },
  });
  return Object.fromEntries(names.map((name) => [name, colorOf(name)]));
}

function containerStyle(name: string) {
  return {
    backgroundColor: `var(--card-back-${name})`,
    borderColor: `var(--card-border-${name})`,
    foregroundColors: foregroundColors(),
  };
}

const containers = ['default', 'emphasis', 'accent', 'good', 'warning', 'attention'] as const;
const sizes = {
  fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
  fontWeights: { lighter: 200, default: 400, bolder: 600 },
};
const label = { color: 'default', isSubtle: false, size: 'default', weight: 'default' };

/** How Teams draws cards. */
export const hostConfig = new HostConfig({
  supportsInteractivity: true,
  ...sizes,
  fontFamily: 'inherit',
  fontTypes: {
    default: { fontFamily: 'inherit', ...sizes },
    monospace: { fontFamily: 'ui-monospace, "Cascadia Mono", Consolas, monospace', ...sizes },
  },
  spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
  separator: { lineThickness: 1, lineColor: 'var(--card-line)' },
  imageSizes: { small: 32, medium: 52, large: 100 },
  containerStyles: Object.fromEntries(containers.map((name) => [name, containerStyle(name)])),
  actions: {
    maxActions: 6,
    spacing: 'default',
    buttonSpacing: 8,
    showCard: { actionMode: 'inline', inlineTopMargin: 16, style: 'default' },
    actionsOrientation: 'horizontal',
    actionAlignment: 'left',
    allowTitleToWrap: true,
  },
  inputs: {
    label: {
      inputSpacing: 'small',
      requiredInputs: { ...label, suffix: ' *', suffixColor: 'attention' },
      optionalInputs: label,
    },
    errorMessage: { color: 'attention', size: 'small', spacing: 'small', weight: 'default' },
  },
  textBlock: { headingLevel: 2 },
  adaptiveCard: { allowCustomStyle: false },
  imageSet: { imageSize: 'medium', maxImageHeight: 100 },
  factSet: {
    title: {
      color: 'default',
      size: 'default',
      isSubtle: false,
      weight: 'bolder',
      wrap: true,
      maxWidth: 150,
    },
    value: { color: 'default', size: 'default', isSubtle: false, weight: 'default', wrap: true },
    spacing: 16,
  },
});
