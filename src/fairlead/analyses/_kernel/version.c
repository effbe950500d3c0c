#include "kernel.h"

/* Lets the loader refuse a library that was compiled from other sources than it was written for. */
int fl_kernel_abi(void)
{
    return FL_KERNEL_ABI;
}
