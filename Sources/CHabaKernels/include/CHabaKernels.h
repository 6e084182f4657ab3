#pragma once
int haba_kernels_placeholder(void);
