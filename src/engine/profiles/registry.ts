import type { Profile } from './profile.ts'
import { toolboxaiProfile } from './toolboxai.ts'

/** Every profile there is. Adding one is its file and one line here. */
export const profiles: readonly Profile[] = [toolboxaiProfile]
