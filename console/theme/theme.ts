/** How Rekindle looks: an ember on warm greys. Mantine draws with it; `look.css` adds what is ours alone. */
import { type CSSVariablesResolver, createTheme, defaultVariantColorsResolver, type MantineColorsTuple } from '@mantine/core'
import { STAGE_COLOURS, type Scheme } from './stage-colours.ts'

const EMBER: MantineColorsTuple = [
  '#fff4ed',
  '#ffe5d4',
  '#fec7a8',
  '#fda171',
  '#fb7a3c',
  '#f2601d',
  '#d94e12',
  '#b93d0e',
  '#943213',
  '#772c13',
]
/** Greys with a trace of the ember in them. */
const ASH: MantineColorsTuple = [
  '#faf8f6',
  '#f4f1ee',
  '#eae5e1',
  '#dcd5cf',
  '#c5bdb6',
  '#a39a93',
  '#7d756e',
  '#655d57',
  '#443e39',
  '#26211d',
]
/** The same at night: from text (0) to the deepest ground (9). */
const COAL: MantineColorsTuple = [
  '#ede7e1',
  '#d3cac2',
  '#aea39a',
  '#857a71',
  '#3d352f',
  '#302925',
  '#221d1a',
  '#181412',
  '#120f0d',
  '#0b0908',
]

const SANS =
  'Inter, "Inter Variable", system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif'
const MONO = 'ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "Noto Sans Mono", "DejaVu Sans Mono", monospace'

export const theme = createTheme({
  primaryColor: 'ember',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.35,
  colors: { ember: EMBER, gray: ASH, dark: COAL },
  white: '#ffffff',
  black: '#26211d',
  fontFamily: SANS,
  fontFamilyMonospace: MONO,
  headings: {
    fontFamily: SANS,
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.75rem', lineHeight: '1.25' },
      h2: { fontSize: '1.125rem', lineHeight: '1.4' },
      h3: { fontSize: '1rem', lineHeight: '1.4' },
    },
  },
  // Mantine asks the light scheme alone which letters a filled button bears; on the bright ember of the night white ones cannot be read.
  variantColorResolver: (input) => {
    const resolved = defaultVariantColorsResolver(input)
    return input.variant === 'filled' && input.color === 'ember' ? { ...resolved, color: 'var(--on-accent)' } : resolved
  },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
})

/** Our own names for what is drawn, in both schemes. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--ground': '#faf8f6',
    '--surface': '#ffffff',
    '--surface-raised': '#ffffff',
    '--surface-sunken': '#f4f1ee',
    '--line': '#eae5e1',
    '--line-strong': '#dcd5cf',
    '--ink': '#26211d',
    '--ink-soft': '#655d57',
    '--accent': '#b93d0e',
    '--accent-soft': '#fff0e6',
    '--on-accent': '#ffffff',
    '--good': '#1a6c56',
    '--good-soft': '#e6f3ee',
    '--warn': '#8a5a00',
    '--warn-soft': '#fdf3dc',
    '--bad': '#b3261e',
    '--bad-soft': '#fcebe9',
    '--shadow': '0 1px 2px rgb(60 40 25 / 5%), 0 4px 16px rgb(60 40 25 / 4%)',
    '--mantine-color-dimmed': '#655d57',
    '--mantine-color-body': '#faf8f6',
    ...stageVariables('light'),
  },
  dark: {
    '--ground': '#181412',
    '--surface': '#221d1a',
    '--surface-raised': '#2a2420',
    '--surface-sunken': '#1c1815',
    '--line': '#38302a',
    '--line-strong': '#4a4038',
    '--ink': '#ede7e1',
    '--ink-soft': '#b3a89f',
    '--accent': '#fb8a50',
    '--accent-soft': '#3a2417',
    '--on-accent': '#26211d',
    '--good': '#6fdcbf',
    '--good-soft': '#15302a',
    '--warn': '#f0c14b',
    '--warn-soft': '#352a12',
    '--bad': '#ff9d94',
    '--bad-soft': '#3d1c19',
    '--shadow': '0 1px 2px rgb(0 0 0 / 30%)',
    '--mantine-color-dimmed': '#b3a89f',
    '--mantine-color-body': '#181412',
    ...stageVariables('dark'),
  },
})

const stageVariables = (scheme: Scheme): Record<string, string> =>
  Object.fromEntries(Object.entries(STAGE_COLOURS[scheme]).map(([standing, colour]) => [`--stage-${standing}`, colour]))
