import { describe, expect, it } from 'vitest'
import { readPingOutput } from './ping-output.ts'

const LINUX = `PING 192.0.2.1 (192.0.2.1) 56(84) bytes of data.
64 bytes from 192.0.2.1: icmp_seq=1 ttl=64 time=0.042 ms
64 bytes from 192.0.2.1: icmp_seq=1 ttl=64 time=0.051 ms (DUP!)
64 bytes from 192.0.2.1: icmp_seq=3 ttl=64 time=12.3 ms

--- 192.0.2.1 ping statistics ---
3 packets transmitted, 2 received, +1 duplicates, 33.3333% packet loss, time 402ms
rtt min/avg/max/mdev = 0.042/4.131/12.300/5.777 ms
`
const MAC = `PING localhost (127.0.0.1): 56 data bytes
64 bytes from 127.0.0.1: icmp_seq=0 ttl=64 time=0.055 ms
Request timeout for icmp_seq 1
64 bytes from 127.0.0.1: icmp_seq=2 ttl=64 time=0.131 ms

--- localhost ping statistics ---
3 packets transmitted, 2 packets received, 33.3% packet loss
round-trip min/avg/max/stddev = 0.055/0.093/0.131/0.038 ms
`
const BUSYBOX = `PING 127.0.0.1 (127.0.0.1): 56 data bytes
64 bytes from 127.0.0.1: seq=0 ttl=64 time=0.071 ms

--- 127.0.0.1 ping statistics ---
1 packets transmitted, 1 packets received, 0% packet loss
round-trip min/avg/max = 0.071/0.071/0.071 ms
`
const WINDOWS = `\r
Pinging 192.0.2.1 with 32 bytes of data:\r
Reply from 192.0.2.1: bytes=32 time=14ms TTL=118\r
Reply from 192.0.2.1: bytes=32 time<1ms TTL=118\r
Reply from 192.0.2.254: Destination host unreachable.\r
\r
Ping statistics for 192.0.2.1:\r
    Packets: Sent = 3, Received = 3, Lost = 0 (0% loss),\r
Approximate round trip times in milli-seconds:\r
    Minimum = 0ms, Maximum = 14ms, Average = 7ms\r
`
const GERMAN_WINDOWS = `Antwort von ::1: Zeit=12ms\r
Antwort von ::1: Zeit<1ms\r
    Minimum = 0ms, Maximum = 12ms, Mittelwert = 6ms\r
`

describe('ping output', () => {
  it.each([
    ['Linux', LINUX, [0.042, 12.3]],
    ['macOS', MAC, [0.055, 0.131]],
    ['BusyBox', BUSYBOX, [0.071]],
    ['Windows, which takes "unreachable" for a reply', WINDOWS, [14, 1]],
    ['German Windows', GERMAN_WINDOWS, [12, 1]],
    ['nothing', '', []],
  ])('is read reply by reply: %s', (_, output, roundTripsMs) => {
    expect(readPingOutput(output)).toEqual({ received: roundTripsMs.length, roundTripsMs })
  })
})
