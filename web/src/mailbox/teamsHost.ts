const font = "'Segoe UI', system-ui, sans-serif";

/** Text, quiet text, accent, good, warning, attention. */
const light = { back: '#ffffff', raised: '#f5f5f5', colours: ['#242424', '#616161', '#4f52b2', '#13a10e', '#835c00', '#c4314b'] } as const;
const dark = { back: '#292929', raised: '#1f1f1f', colours: ['#ffffff', '#adadad', '#9299f7', '#92c353', '#f8d22a', '#f9526b'] } as const;

/** The sizes, spaces and colours that Teams gives a card. */
export function teamsHost(isDark: boolean) {
  const { back, raised, colours } = isDark ? dark : light;
  const [text, quiet, accent, good, warning, attention] = colours;
  const colour = (value: string) => ({ default: value, subtle: value === text ? quiet : value });
  const style = (backgroundColor: string) => ({
    backgroundColor,
    foregroundColors: {
      default: colour(text),
      dark: colour(text),
      light: colour(quiet),
      accent: colour(accent),
      good: colour(good),
      warning: colour(warning),
      attention: colour(attention),
    },
  });
  return {
    fontFamily: font,
    fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
    fontWeights: { lighter: 400, default: 400, bolder: 600 },
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: isDark ? '#3d3d3d' : '#e1e1e1' },
    imageSizes: { small: 32, medium: 52, large: 100 },
    textBlock: { headingLevel: 2 },
    supportsInteractivity: true,
    containerStyles: { default: style(back), emphasis: style(raised), accent: style(raised), good: style(raised), warning: style(raised), attention: style(raised) },
    actions: { maxActions: 6, buttonSpacing: 8, actionsOrientation: 'Horizontal', actionAlignment: 'Left', spacing: 'Default', showCard: { actionMode: 'Inline', inlineTopMargin: 16, style: 'emphasis' } },
    adaptiveCard: { allowCustomStyle: false },
  };
}
