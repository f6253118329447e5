import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import type { AppPackage } from './app.ts'

const packageSchema = z.object({
  name: z.string(),
  productName: z.string().optional(),
  version: z.string(),
  main: z.string().default('index.js'),
})

/** The app in this folder, as its package.json has it, and the script it begins with. */
export function readAppPackage(folder: string): AppPackage & { readonly main: string } {
  const path = resolve(folder)
  const { name, productName, version, main } = packageSchema.parse(
    JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')),
  )
  return { name: productName ?? name, version, path, main: join(path, main) }
}
