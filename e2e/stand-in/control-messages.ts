/** What a test and the stand-in say to each other over the channel between their processes. */
import { z } from 'zod'
import { POWER_EVENTS } from './power-monitor.ts'
import { KEYRINGS } from './safe-storage.ts'

export const rectangleSchema = z.object({
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
})
const window = z.number().int()
const labels = z.array(z.string()).min(1)

/** What a person or the operating system does. */
export const actionSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('look') }),
  z.object({ do: z.literal('click-tray'), button: z.enum(['left', 'right', 'middle']) }),
  z.object({ do: z.literal('choose-tray-menu'), labels }),
  z.object({ do: z.literal('choose-app-menu'), labels }),
  z.object({
    do: z.literal('answer-dialog'),
    kind: z.enum(['showSaveDialog', 'showOpenDialog', 'showMessageBox']),
    answer: z.unknown().optional(),
  }),
  z.object({ do: z.literal('announce-power'), event: z.enum(POWER_EVENTS) }),
  z.object({ do: z.literal('open-url'), url: z.string() }),
  z.object({ do: z.literal('activate') }),
  z.object({
    do: z.literal('change-displays'),
    displays: z.array(
      z.object({ id: z.number(), bounds: rectangleSchema, scaleFactor: z.number().default(1) }),
    ),
  }),
  z.object({ do: z.literal('change-theme'), dark: z.boolean() }),
  z.object({ do: z.literal('change-keyring'), keyring: z.enum(KEYRINGS) }),
  z.object({ do: z.literal('close-window'), window }),
  z.object({ do: z.literal('minimize-window'), window }),
  z.object({ do: z.literal('maximize-window'), window }),
  z.object({ do: z.literal('focus-window'), window }),
  z.object({ do: z.literal('blur-window'), window }),
  z.object({ do: z.literal('move-window'), window, bounds: rectangleSchema }),
  /** Kills the renderer for real. */
  z.object({ do: z.literal('crash-renderer'), window }),
  /** Only says so: Chromium draws with the processor here. */
  z.object({ do: z.literal('crash-gpu') }),
])
export type Action = z.input<typeof actionSchema>

export const requestSchema = z.object({ id: z.number(), action: actionSchema })

interface ShownItemShape {
  readonly type: string
  readonly label: string
  readonly enabled: boolean
  readonly checked: boolean
  readonly icon: string | null
  readonly items: readonly ShownItemShape[]
}
const shownItemSchema: z.ZodType<ShownItemShape> = z.lazy(() =>
  z.object({
    type: z.string(),
    label: z.string(),
    enabled: z.boolean(),
    checked: z.boolean(),
    icon: z.string().nullable(),
    items: z.array(shownItemSchema).readonly(),
  }),
)

const shownTraySchema = z.object({
  /** The file of its picture. */
  icon: z.string().nullable(),
  isTemplate: z.boolean(),
  scaleFactors: z.array(z.number()),
  toolTip: z.string(),
  menu: z.array(shownItemSchema).readonly().nullable(),
})
export type ShownTray = z.infer<typeof shownTraySchema>

const shownWindowSchema = z.object({
  id: z.number(),
  title: z.string(),
  /** As the app knows it: app://... */
  url: z.string(),
  /** Chromium's id of its page, once it has one. */
  targetId: z.string().nullable(),
  isVisible: z.boolean(),
  isFocused: z.boolean(),
  isMinimized: z.boolean(),
  isMaximized: z.boolean(),
  isCrashed: z.boolean(),
  bounds: rectangleSchema,
  webPreferences: z.record(z.string(), z.unknown()),
})
export type ShownWindow = z.infer<typeof shownWindowSchema>

/** All that can be seen from outside. */
export const viewSchema = z.object({
  isReady: z.boolean(),
  trays: z.array(shownTraySchema),
  windows: z.array(shownWindowSchema),
  dialogs: z.array(z.object({ id: z.number(), kind: z.string(), options: z.unknown().optional() })),
  calls: z.array(z.object({ api: z.string(), args: z.array(z.unknown()) })),
  /** Where the DevTools of the windows' Chromium are; null before the first window. */
  endpoint: z.string().nullable(),
})
export type View = z.infer<typeof viewSchema>

export const answerSchema = z.discriminatedUnion('ok', [
  z.object({ id: z.number(), ok: z.literal(true), view: viewSchema }),
  z.object({ id: z.number(), ok: z.literal(false), message: z.string() }),
])
