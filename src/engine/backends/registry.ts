import { bareFormat } from './bare.ts'
import type { BackendFormat } from './format.ts'
import { toolboxaiFormat } from './toolboxai.ts'

/** Every format there is, the more particular first. Adding one is its file and one line here. */
export const formats: readonly BackendFormat[] = [toolboxaiFormat, bareFormat]
