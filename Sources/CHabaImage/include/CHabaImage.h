#pragma once
int haba_image_placeholder(void);
