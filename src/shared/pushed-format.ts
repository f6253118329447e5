/** The format of a backend whose services are pushed: nobody configured it, and it is neither polled nor edited. */
export const PUSHED_FORMAT = 'pusher'
