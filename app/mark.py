"""The app's mark: three hands' worth of circles that overlap. Drawn here, so that no icon is fetched from a server."""

MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="32" height="32">'
    '<circle cx="11" cy="12" r="8" fill="#0b5c6b"/>'
    '<circle cx="21" cy="12" r="8" fill="#0b5c6b" fill-opacity="0.55"/>'
    '<circle cx="16" cy="21" r="8" fill="#b4501e" fill-opacity="0.75"/>'
    "</svg>"
)
