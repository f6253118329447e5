// The floor of the health API: one bare fastify route that answers the bytes it is sent. Sends its port first.
import fastify from 'fastify'

// Text rather than a Buffer, which Node writes apart from the headers at twice the cost.
let body = ''
const app = fastify({ logger: false })
app.get('/', (_request, reply) => {
  reply.header('content-type', 'application/json; charset=utf-8').send(body)
})
process.on('message', message => {
  body = String(message)
  process.send?.('set')
})
process.on('disconnect', () => process.exit(0))
await app.listen({ host: '127.0.0.1', port: 0 })
const address = app.server.address()
process.send?.(typeof address === 'object' && address !== null ? address.port : 0)
