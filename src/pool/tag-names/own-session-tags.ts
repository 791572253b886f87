/**
 * Pool tags of the window manager and GDI (win32k.sys), mostly session pool, in our own words, in
 * the grammar of pooltag.txt. `Gh?x` and `Glax`: x is '0' plus the GDI handle type.
 */
export const OWN_SESSION_TAGS = `
G??? - <unknown> - GDI, not further told apart
Gh?? - win32k.sys - GDI objects of other types
Gh?0 - win32k.sys - default GDI objects
Gh?1 - win32k.sys - GDI device contexts
Gh?4 - win32k.sys - GDI regions
Gh?5 - win32k.sys - GDI bitmaps and surfaces
Gh?6 - win32k.sys - GDI objects made for client code
Gh?7 - win32k.sys - GDI paths
Gh?8 - win32k.sys - GDI palettes
Gh?9 - win32k.sys - GDI colour spaces
Gh?: - win32k.sys - GDI logical fonts
Gh?; - win32k.sys - GDI realised fonts
Gh?> - win32k.sys - GDI colour transforms
Gh?@ - win32k.sys - GDI brushes and pens
Gh?A - win32k.sys - user-mode printer drivers of GDI
Gla1 - win32k.sys - lookaside list of device contexts
Gla4 - win32k.sys - lookaside list of regions
Gla5 - win32k.sys - lookaside list of surfaces
Gla8 - win32k.sys - lookaside list of palettes
Gla: - win32k.sys - lookaside list of logical fonts
Gla@ - win32k.sys - lookaside list of brushes
Gcac - win32k.sys - cached glyphs
Gdev - win32k.sys - modes of printers and displays
Gtmp - win32k.sys - GDI scratch buffers
Gsem - win32k.sys - GDI locks
Gspr - win32k.sys - GDI sprites
Gpff - win32k.sys - font files loaded into GDI
Grgn - win32k.sys - region data
Gpat - win32k.sys - path data
Gxlt - win32k.sys - colour translations
GPal - win32k.sys - palette data
Ttfd - win32k.sys - TrueType fonts
TTFC - win32k.sys - cache of TrueType fonts
Bmfd - win32k.sys - bitmap fonts
Vtfd - win32k.sys - vector fonts
Adbe - win32k.sys - PostScript fonts
GDev - win32k.sys - physical devices of GDI
Us?? - win32k.sys - window manager, not further told apart
Usac - win32k.sys - keyboard accelerator tables
Uscu - win32k.sys - mouse cursors and icons
Usdc - win32k.sys - cached window device contexts
Usdi - win32k.sys - monitors known to the window manager
Ushk - win32k.sys - hot keys
Uskb - win32k.sys - keyboard layouts
Uspi - win32k.sys - per-process data of the window manager
Usqm - win32k.sys - messages in queues
Usqu - win32k.sys - message queues
Usti - win32k.sys - per-thread data of the window manager
Ustm - win32k.sys - window timers
Uswd - win32k.sys - windows
Usmt - win32k.sys - menus on display
Uscl - win32k.sys - window classes
Ussw - win32k.sys - window moves being collected
`;
