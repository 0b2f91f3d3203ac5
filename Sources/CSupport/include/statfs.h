/* The type of a file system; Glibc's module does not contain the header. */
#include <sys/statfs.h>
