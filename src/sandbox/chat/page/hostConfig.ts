import { HostConfig } from 'adaptivecards';

export type Theme = 'light' | 'dark' | 'contrast';

interface Palette {
  readonly text: string;
  readonly quiet: string;
  readonly accent: string;
  readonly good: string;
  readonly warning: string;
  readonly attention: string;
  readonly emphasis: string;
}

// Colours after Teams' own themes, as its design kit names them: https://learn.microsoft.com/microsoftteams/platform/concepts/design/design-teams-app-fundamentals.
const palettes: Readonly<Record<Theme, Palette>> = {
  light: {
    text: '#242424',
    quiet: '#5a5a5a',
    accent: '#4f52b2',
    good: '#0e6d2f',
    warning: '#835b00',
    attention: '#b10e1c',
    emphasis: '#f0f0f0',
  },
  dark: {
    text: '#ffffff',
    quiet: '#c7c7c7',
    accent: '#aab0fb',
    good: '#92d050',
    warning: '#f2c661',
    attention: '#ff99a4',
    emphasis: '#3d3d3d',
  },
  contrast: {
    text: '#ffffff',
    quiet: '#ffffff',
    accent: '#ffff01',
    good: '#3ff23f',
    warning: '#ffff01',
    attention: '#ff8080',
    emphasis: '#000000',
  },
};

/**
 * How Teams draws a card: sizes, spacings, at most six actions.
 * https://learn.microsoft.com/adaptive-cards/rendering-cards/host-config and
 * https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format.
 */
export function hostConfigFor(theme: Theme): HostConfig {
  const palette = palettes[theme];
  const color = (value: string) => ({
    default: value,
    subtle: value === palette.text ? palette.quiet : value,
  });
  const foregroundColors = {
    default: color(palette.text),
    dark: color(palette.text),
    light: color(palette.quiet),
    accent: color(palette.accent),
    good: color(palette.good),
    warning: color(palette.warning),
    attention: color(palette.attention),
  };
  const style = (backgroundColor: string) => ({ backgroundColor, foregroundColors });
  const font = {
    fontFamily: 'inherit',
    fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
    fontWeights: { lighter: 400, default: 400, bolder: 600 },
  };
  return new HostConfig({
    ...font,
    fontTypes: { default: font, monospace: { ...font, fontFamily: 'monospace' } },
    supportsInteractivity: true,
    spacing: { small: 6, default: 10, medium: 16, large: 24, extraLarge: 32, padding: 16 },
    separator: { lineThickness: 1, lineColor: palette.quiet },
    containerStyles: {
      default: style('transparent'),
      emphasis: style(palette.emphasis),
      accent: style(palette.emphasis),
      good: style(palette.emphasis),
      warning: style(palette.emphasis),
      attention: style(palette.emphasis),
    },
    imageSizes: { small: 32, medium: 52, large: 100 },
    inputs: { label: { inputSpacing: 'small', requiredInputs: {}, optionalInputs: { size: 'default' } } },
    actions: {
      maxActions: 6,
      spacing: 'default',
      buttonSpacing: 8,
      actionsOrientation: 'horizontal',
      actionAlignment: 'left',
      showCard: { actionMode: 'inline', inlineTopMargin: 16 },
    },
  });
}
