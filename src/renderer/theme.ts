import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core'
import type { MetricStatus, Status } from '#shared/status.ts'
import { STATUS_COLOURS } from '#shared/status-colours.ts'

/** Colours of one scheme. Shapes reach a contrast of 3 and text 4.5 on the surfaces of their scheme (WCAG 2.2 AA). */
export interface StatusPalette {
  readonly shape: Readonly<Record<Status, string>>
  /** Drawn around the shape where its fill alone would not stand out from the surface. */
  readonly edge: Readonly<Record<Status, string>>
  readonly text: Readonly<Record<Status, string>>
  readonly surface: string
  /** Beneath what is raised or selected by a shade: table heads, hovered rows. */
  readonly surfaceAlt: string
  readonly ink: string
  readonly inkDimmed: string
  readonly hairline: string
}

export const LIGHT_PALETTE: StatusPalette = {
  shape: STATUS_COLOURS,
  edge: { ...STATUS_COLOURS, degraded: '#c96200' },
  text: { healthy: '#237032', degraded: '#8f4d00', unhealthy: '#c92a2a', unknown: '#495057' },
  surface: '#ffffff',
  surfaceAlt: '#f4f5f6',
  ink: '#1f2328',
  inkDimmed: '#5c636a',
  hairline: '#dfe2e6',
}

export const DARK_PALETTE: StatusPalette = {
  shape: STATUS_COLOURS,
  edge: STATUS_COLOURS,
  text: { healthy: '#51cf66', degraded: '#fcc419', unhealthy: '#ff8787', unknown: '#adb5bd' },
  surface: '#16181b',
  surfaceAlt: '#1f2226',
  ink: '#e6e8ea',
  inkDimmed: '#9da4ab',
  hairline: '#2e3238',
}

function variables(palette: StatusPalette): Record<string, string> {
  const result: Record<string, string> = {
    '--mantine-color-body': palette.surface,
    '--mantine-color-text': palette.ink,
    '--mantine-color-dimmed': palette.inkDimmed,
    '--mantine-color-default-border': palette.hairline,
    '--mantine-color-default': palette.surface,
    '--mantine-color-default-hover': palette.surfaceAlt,
    '--mantine-primary-color-contrast': palette.surface,
    '--mantine-color-error': palette.text.unhealthy,
    '--surface-alt': palette.surfaceAlt,
    '--hairline': palette.hairline,
  }
  for (const status of ['healthy', 'degraded', 'unhealthy', 'unknown'] as const) {
    result[`--status-${status}`] = palette.shape[status]
    result[`--status-${status}-edge`] = palette.edge[status]
    result[`--status-${status}-text`] = palette.text[status]
  }
  return result
}

export const cssVariables: CSSVariablesResolver = () => ({
  variables: { '--row-height': '36px' },
  light: variables(LIGHT_PALETTE),
  dark: variables(DARK_PALETTE),
})

/** The status whose colour and shape a metric's status borrows. */
export const METRIC_AS_STATUS: Readonly<Record<MetricStatus, Status>> = {
  healthy: 'healthy',
  warning: 'degraded',
  critical: 'unhealthy',
}

/** Mantine's own dark surfaces, so that overlays and controls are of one family with ours; 7 is the body. */
const DARK: MantineColorsTuple = [
  '#e6e8ea',
  '#c6cacf',
  '#9da4ab',
  '#6d747c',
  '#3a3f46',
  '#2e3238',
  '#1f2226',
  '#16181b',
  '#111315',
  '#0b0c0e',
]

/** What is filled is ink on the surface, in both schemes; Mantine would choose its text for one of them alone. */
const variantColors: VariantColorsResolver = input => {
  const colors = defaultVariantColorsResolver(input)
  const neutral = input.color === undefined || input.color === 'gray'
  return input.variant === 'filled' && neutral ? { ...colors, color: 'var(--mantine-color-body)' } : colors
}

/** Colour is spent on status and nothing else, so everything that can be pressed is neutral. */
export const theme = createTheme({
  colors: { dark: DARK },
  primaryColor: 'gray',
  primaryShade: { light: 8, dark: 3 },
  autoContrast: true,
  variantColorResolver: variantColors,
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "Liberation Mono", monospace',
  fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '16px', xl: '20px' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '20px', lineHeight: '28px' },
      h2: { fontSize: '16px', lineHeight: '24px' },
      h3: { fontSize: '14px', lineHeight: '20px' },
    },
  },
  shadows: { xs: 'none', sm: 'none' },
  components: {
    Button: { defaultProps: { size: 'xs', variant: 'default' } },
    Checkbox: { defaultProps: { iconColor: 'var(--mantine-color-body)' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Tooltip: { defaultProps: { openDelay: 250, transitionProps: { duration: 0 }, withinPortal: true } },
    Menu: { defaultProps: { transitionProps: { duration: 0 }, shadow: 'md' } },
    Popover: { defaultProps: { transitionProps: { duration: 0 }, shadow: 'md' } },
    Modal: { defaultProps: { transitionProps: { duration: 0 }, shadow: 'md' } },
    // A dialog's head is no banner of the page.
    ModalHeader: { defaultProps: { role: 'none' } },
    DrawerHeader: { defaultProps: { role: 'none' } },
    Paper: { defaultProps: { shadow: undefined, withBorder: true } },
  },
})
