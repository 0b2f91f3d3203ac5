// What kind of file system a file lies on; Glibc's module leaves it out.
#include <sys/statfs.h>
