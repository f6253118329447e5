import { z } from 'zod'

/** A node of a JSON Schema: the part of draft 2020-12 that forms are drawn from, with Traylight's hints. */
export interface SchemaNode {
  readonly type?: string | readonly string[] | undefined
  readonly title?: string | undefined
  readonly description?: string | undefined
  readonly unit?: string | undefined
  /** What it means to leave the field empty, in a word: "never". */
  readonly whenEmpty?: string | undefined
  readonly secret?: boolean | undefined
  readonly advanced?: boolean | undefined
  readonly multiline?: boolean | undefined
  /** Which of the browser's own inputs a text has: `time` (HH:MM), `moment` (a local date and time). */
  readonly input?: string | undefined
  readonly format?: string | undefined
  readonly pattern?: string | undefined
  readonly default?: unknown
  readonly const?: unknown
  readonly enum?: readonly unknown[] | undefined
  readonly minimum?: number | undefined
  readonly maximum?: number | undefined
  readonly properties?: Readonly<Record<string, SchemaNode>> | undefined
  readonly required?: readonly string[] | undefined
  readonly items?: SchemaNode | boolean | undefined
  readonly additionalProperties?: SchemaNode | boolean | undefined
  readonly anyOf?: readonly SchemaNode[] | undefined
  readonly oneOf?: readonly SchemaNode[] | undefined
  readonly allOf?: readonly SchemaNode[] | undefined
  readonly $ref?: string | undefined
  readonly $defs?: Readonly<Record<string, SchemaNode>> | undefined
}

const nodeSchema: z.ZodType<SchemaNode> = z.lazy(() =>
  z.object({
    type: z.union([z.string(), z.array(z.string())]).optional(),
    title: z.string().optional(),
    description: z.string().optional(),
    unit: z.string().optional(),
    whenEmpty: z.string().optional(),
    secret: z.boolean().optional(),
    advanced: z.boolean().optional(),
    multiline: z.boolean().optional(),
    input: z.string().optional(),
    format: z.string().optional(),
    pattern: z.string().optional(),
    default: z.unknown().optional(),
    const: z.unknown().optional(),
    enum: z.array(z.unknown()).optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    properties: z.record(z.string(), nodeSchema).optional(),
    required: z.array(z.string()).optional(),
    items: z.union([nodeSchema, z.boolean()]).optional(),
    additionalProperties: z.union([nodeSchema, z.boolean()]).optional(),
    anyOf: z.array(nodeSchema).optional(),
    oneOf: z.array(nodeSchema).optional(),
    allOf: z.array(nodeSchema).optional(),
    $ref: z.string().optional(),
    $defs: z.record(z.string(), nodeSchema).optional(),
  }),
)

/** Reads a JSON Schema as it came over the contract. Throws where it is not one. */
export function parseJsonSchema(schema: unknown): SchemaNode {
  return nodeSchema.parse(schema)
}
