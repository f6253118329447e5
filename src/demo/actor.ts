// Where every process of the demo begins: `actor.js NAME`, with a channel to the shell that started it.
import { actorNameSchema, programs } from './actors/registry.ts'
import { serveActor } from './actors/serve-actor.ts'

serveActor(await programs[actorNameSchema.parse(process.argv[2])]())
