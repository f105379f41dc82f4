// How Tillside looks, as Mantine wants to hear it. Colours that the two schemes turn around are named in theme.css; here
// Mantine's own names are led to them. The build prints all of it into a style sheet, so no page ever injects a style.
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'

/** The one accent: the green of a pine. From step 6 on white text stands on it with a contrast of 5 and more. */
const pine: MantineColorsTuple = [
  '#eef6f2',
  '#dcede5',
  '#b8dacb',
  '#8dc4af',
  '#62ad94',
  '#3d937a',
  '#237a63',
  '#14614d',
  '#0e4d3d',
  '#093a2e',
]

/** Warm greys, as of receipt paper. */
const gray: MantineColorsTuple = [
  '#faf9f7',
  '#f3f1ed',
  '#e9e6e0',
  '#dbd7cf',
  '#c6c1b7',
  '#a39d92',
  '#7d776d',
  '#5d584f',
  '#3c3833',
  '#24221f',
]

const dark: MantineColorsTuple = [
  '#e9e8e4',
  '#c9c8c3',
  '#a5a5a0',
  '#85867f',
  '#4a4e4b',
  '#363b38',
  '#272c2a',
  '#1a1e1c',
  '#131715',
  '#0d100f',
]

const red: MantineColorsTuple = [
  '#fdf0ee',
  '#fadcd8',
  '#f4b6ae',
  '#ee9a8f',
  '#e4705f',
  '#d24b38',
  '#bb3422',
  '#a32817',
  '#861f11',
  '#66160b',
]

const amber: MantineColorsTuple = [
  '#fdf5e4',
  '#fae7bf',
  '#f4d189',
  '#edba54',
  '#dfa02c',
  '#bd8116',
  '#96640d',
  '#7a5009',
  '#613f07',
  '#4a3005',
]

const sizes = (rem: Readonly<Record<'xs' | 'sm' | 'md' | 'lg' | 'xl', number>>): Record<string, string> =>
  Object.fromEntries(Object.entries(rem).map(([name, value]) => [name, `${value}rem`]))

export const theme = createTheme({
  primaryColor: 'pine',
  primaryShade: { light: 7, dark: 6 },
  colors: { pine, gray, dark, red, amber },
  white: '#ffffff',
  black: '#1f1d1a',
  fontFamily:
    "'Inter Variable', 'Hiragino Sans', 'Yu Gothic UI', 'Noto Sans JP', 'Noto Sans CJK JP', system-ui, sans-serif",
  fontSizes: sizes({ xs: 0.8125, sm: 0.9375, md: 1, lg: 1.125, xl: 1.375 }),
  spacing: sizes({ xs: 0.5, sm: 0.75, md: 1, lg: 1.5, xl: 2 }),
  radius: sizes({ xs: 0.25, sm: 0.375, md: 0.625, lg: 1, xl: 2 }),
  defaultRadius: 'md',
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.75rem', lineHeight: '1.2' },
      h2: { fontSize: '1.375rem', lineHeight: '1.25' },
      h3: { fontSize: '1.125rem', lineHeight: '1.35' },
      h4: { fontSize: '1rem', lineHeight: '1.4' },
    },
  },
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'md' } },
    ActionIcon: { defaultProps: { size: 'lg', variant: 'subtle', color: 'gray' } },
    TextInput: { defaultProps: { size: 'md' } },
    Textarea: { defaultProps: { size: 'md' } },
    NativeSelect: { defaultProps: { size: 'md' } },
    Badge: { defaultProps: { size: 'lg', radius: 'sm' } },
    Checkbox: { defaultProps: { size: 'md' } },
    Switch: { defaultProps: { size: 'lg' } },
    SegmentedControl: { defaultProps: { size: 'md' } },
  },
})

/** What Mantine calls light is nearly black in the dark, and would be no button any more. */
const lightInDark = Object.fromEntries(
  Object.entries({ pine: 'accent', red: 'bad', amber: 'attention' }).flatMap(([color, ours]) => [
    [`--mantine-color-${color}-light`, `var(--${ours}-soft)`],
    [`--mantine-color-${color}-light-hover`, `color-mix(in srgb, var(--${ours}-soft), var(--ink) 8%)`],
    [`--mantine-color-${color}-light-color`, ours === 'accent' ? 'var(--accent-text)' : `var(--${ours})`],
  ]),
)

/** Mantine's names for what theme.css calls paper, ink and line: its own greys do not reach a contrast of 4.5. */
export const cssVariables: CSSVariablesResolver = () => {
  const ours = {
    '--mantine-color-body': 'var(--paper)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-bright': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--ink-soft)',
    '--mantine-color-placeholder': 'var(--ink-soft)',
    '--mantine-color-error': 'var(--bad)',
    '--mantine-color-success': 'var(--good)',
    '--mantine-color-anchor': 'var(--accent-text)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-hover': 'var(--surface-hover)',
    '--mantine-color-default-color': 'var(--ink)',
    '--mantine-color-default-border': 'var(--line-strong)',
    '--mantine-color-disabled': 'var(--sunken)',
    '--mantine-color-disabled-color': 'var(--ink-faint)',
    '--mantine-color-disabled-border': 'var(--line)',
  }
  return { variables: {}, light: ours, dark: { ...ours, ...lightInDark } }
}
