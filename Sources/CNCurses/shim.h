/* What Swift can not import of curses: macros with casts, global variables, variadic calls. */
#ifndef SPENDTOP_CNCURSES_SHIM_H
#define SPENDTOP_CNCURSES_SHIM_H

#ifndef _XOPEN_SOURCE_EXTENDED
#define _XOPEN_SOURCE_EXTENDED 1
#endif
#define NCURSES_WIDECHAR 1
#define NCURSES_NOMACROS 1
#if __has_include(<ncursesw/ncurses.h>)
#include <ncursesw/ncurses.h>
#else
#include <ncurses.h>
#endif
#include <sys/ioctl.h>

/* From term.h, which defines `columns` and `lines` as macros. */
extern char *tigetstr(const char *name);
extern int tigetflag(const char *name);
extern int tigetnum(const char *name);

enum { nc_bold = 1, nc_dim = 2, nc_reverse = 4 };

static inline attr_t nc_attributes(int flags) {
  return ((flags & nc_bold) ? A_BOLD : 0) | ((flags & nc_dim) ? A_DIM : 0) |
         ((flags & nc_reverse) ? A_REVERSE : 0);
}

static inline WINDOW *nc_screen(void) { return stdscr; }
static inline int nc_colours(void) { return COLORS; }
static inline int nc_colour_pairs(void) { return COLOR_PAIRS; }
static inline int nc_pair(int number, int foreground, int background) {
  return init_extended_pair(number, foreground, background);
}

/* Writes `count` characters from a place on, in one style. */
static inline int nc_put(WINDOW *w, int row, int column, const wchar_t *text, int count, int flags, int pair) {
  wattr_set(w, nc_attributes(flags), (short)0, &pair);
  return mvwaddnwstr(w, row, column, text, count);
}

/* Asks the terminal itself; 0 when it answers. */
static inline int nc_window_size(int descriptor, int *columns, int *rows) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return -1;
  *columns = size.ws_col;
  *rows = size.ws_row;
  return 0;
}

#endif
