#!/bin/bash
echo "train with care"
